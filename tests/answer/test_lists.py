"""Lists that a question asks for, through Archive.ask."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from indexer import Answer, Archive, Citation, Claim, Report, Settings
from indexer.answer.checking import unsupported
from indexer.answer.lists import asks_for_list, compose_list
from tests.conftest import write_articles

Ask = Callable[..., Answer]


@pytest.fixture
def ask(run: Callable[..., Report], settings: Settings, tmp_path: Path) -> Ask:
    """Ask over an archive of texts, one an article and a day, and check what stands where."""

    def call(question: str, *texts: str, title: str = "镇上的新闻") -> Answer:
        others = (
            "城东菜场昨日搬进新楼，186个摊位全部安排妥当。",
            "育才小学四年级学生给气象台写信。",
        )
        rows = (
            {"id": f"a{at}", "newspaper": "江城晚报", "date": f"2022-03-{at + 1:02}", "page": "1", "title": title, "text": text}
            for at, text in enumerate([*texts, *others])
        )  # fmt: skip
        run(write_articles(tmp_path / "a.jsonl", *rows))
        archive = Archive.open(settings)
        answer = archive.ask(question)
        for item in answer.items:
            for citation, (start, end) in zip(item.citations, item.spans, strict=True):
                text = archive.article(citation.article_id).text
                assert citation.quote == text[citation.start : citation.end]
                assert citation.start <= start < end <= citation.end
                assert unsupported(text[start:end], [citation.quote]) == ()
            assert (
                archive.article(item.citations[0].article_id).text[slice(*item.spans[0])]
                == item.text
            )
        return answer

    return call


def items(answer: Answer) -> list[str]:
    return [item.text for item in answer.items]


@pytest.mark.parametrize(
    ("question", "text", "told"),
    [
        pytest.param("柳林渡口修缮工程包括哪些内容", "柳林渡口修缮工程包括码头加固、航道疏浚和候船室改建，年底完工。",
                     ["码头加固", "航道疏浚", "候船室改建"], id="things"),
        pytest.param("夜校陶艺课的学员来自哪些镇", "夜校陶艺课开课，学员来自白鹭镇、柳林镇、青石镇等地。",
                     ["白鹭镇", "柳林镇", "青石镇"], id="places"),
        pytest.param("图书馆收藏了哪些县志", "图书馆收藏的县志有《云浦县志》《白沙、柳林合志》和《青石县志》。",
                     ["《云浦县志》", "《白沙、柳林合志》", "《青石县志》"], id="titles, one with a mark"),
        pytest.param("哪三个部门检查了柳林渡口", "财政局、教育局、人力资源和社会保障局昨日检查了柳林渡口。",
                     ["财政局", "教育局", "人力资源和社会保障局"], id="和 in a name"),
    ],
)  # fmt: skip
def test_what_one_sentence_tells(ask: Ask, question: str, text: str, told: list[str]) -> None:
    answer = ask(question, text)
    assert items(answer) == told
    claim = answer.claims[0]
    assert claim.answer == (answer.items[0].spans[0][0], answer.items[-1].spans[0][1])


def test_what_two_papers_tell_is_told_once_with_both_citations(ask: Ask) -> None:
    answer = ask(
        "夜校陶艺课的学员来自哪些镇",
        "夜校陶艺课开课，学员来自白鹭镇、柳林镇、青石镇等地。",
        "夜校陶艺课又开课，学员来自柳林鎮、白沙镇和白鹭镇，最大的71岁。",
    )
    assert items(answer) == ["白鹭镇", "柳林镇", "青石镇", "白沙镇"]
    cited = {item.text: {one.article_id for one in item.citations} for item in answer.items}
    assert cited["白鹭镇"] == cited["柳林镇"] == {"a0", "a1"}
    assert cited["白沙镇"] == {"a1"}


def test_a_reprint_adds_a_citation_and_no_item(ask: Ask) -> None:
    text = "夜校陶艺课开课，学员来自白鹭镇、柳林镇、青石镇等地。"
    answer = ask("夜校陶艺课的学员来自哪些镇", text, text)
    assert items(answer) == ["白鹭镇", "柳林镇", "青石镇"]
    assert all([one.article_id for one in item.citations] == ["a0", "a1"] for item in answer.items)


def test_a_sentence_on_something_else_adds_nothing(ask: Ask) -> None:
    answer = ask(
        "夜校陶艺课的学员来自哪些镇",
        "夜校陶艺课开课，学员来自白鹭镇、柳林镇、青石镇等地。夜校还有木工课、书法课、剪纸课。",
        "陶艺师傅孙巧云去过云浦县、白沙县和青州市，在夜校教课。",
    )
    assert items(answer) == ["白鹭镇", "柳林镇", "青石镇"]


@pytest.mark.parametrize(
    ("question", "text"),
    [
        pytest.param(
            "夜校陶艺课的学员来自哪些镇", "夜校陶艺课开课，学员都来自白鹭镇。", id="one thing"
        ),
        pytest.param("夜校陶艺课有多少学员", "夜校陶艺课有学员、旁听生45人。", id="no list asked"),
        pytest.param("月球基地住着哪些人", "渡口来了渔民、商贩和船工。", id="refused"),
    ],
)
def test_no_list(ask: Ask, question: str, text: str) -> None:
    answer = ask(question, text)
    assert answer.items == ()


def claim(quote: str, said: str, strength: float, article: str = "a") -> Claim:
    start = quote.index(said)
    cited = Citation(
        article, "江城晚报", "2022-03-01", "1", "", "", quote, 100, 100 + len(quote), ""
    )
    return Claim(quote, (cited,), strength, (100 + start, 100 + start + len(said)))


def test_what_is_too_weak_adds_nothing() -> None:
    first = claim("学员来自白鹭镇、柳林镇。", "白鹭镇、柳林镇", 0.9)
    second = claim("学员来自白沙镇、青石镇。", "白沙镇、青石镇", 0.4)
    _, told = compose_list("学员来自哪些镇", [first, second], 0.2)
    assert [item.text for item in told] == ["白鹭镇", "柳林镇"]
    assert compose_list("学员来自哪些镇", [second], 0.5) == ((second,), ())


def test_single_names_of_several_sentences_are_gathered() -> None:
    claims = [
        claim("县长到了白鹭镇。", "白鹭镇", 0.8, "a"),
        claim("县长走访柳林镇。", "柳林镇", 0.7, "b"),
        claim("县长接见了记者。", "记者", 0.7, "c"),
    ]
    shown, told = compose_list("县长去了哪些镇", claims, 0.2)
    assert [item.text for item in told] == ["白鹭镇", "柳林镇"]
    assert shown == tuple(claims)


@pytest.mark.parametrize(
    "question",
    ["来自哪些镇", "哪几家医院开了夜诊", "都有谁参加", "工程包括什么", "三项任务分别是什么", "涉及哪些法律和制度"],
)  # fmt: skip
def test_questions_for_a_list(question: str) -> None:
    assert asks_for_list(question)


@pytest.mark.parametrize(
    "question",
    ["大桥多长", "导演和编剧分别是谁", "两座桥有哪些不同", "主演有谁，导演是谁", "渡口的站长是谁", ""],
)  # fmt: skip
def test_other_questions(question: str) -> None:
    assert not asks_for_list(question)
