"""Lists that a question asks for, through Archive.ask."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from indexer import Answer, Archive, Citation, Claim, Settings
from indexer.answer.checking import unsupported
from indexer.answer.lists import asks_for_list, compose_list
from indexer.embedding import TokenEncoder, load_encoder
from indexer.reindex import reindex
from tests.conftest import write_articles

Ask = Callable[..., Answer]


@pytest.fixture(scope="module")
def model() -> TokenEncoder:
    """The bundled model: what announces a list answers a question for it by what is read."""
    return load_encoder(cache_dir=Settings().cache)


@pytest.fixture
def ask(
    model: TokenEncoder, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Ask:
    """Ask over an archive of texts, one an article and a day, and check what stands where."""
    monkeypatch.setattr("indexer.archive.load_encoder", lambda *args, **kwargs: model)

    def call(question: str, *texts: str, title: str = "镇上的新闻") -> Answer:
        others = (
            "城东菜场昨日搬进新楼，186个摊位全部安排妥当。",
            "育才小学四年级学生给气象台写信。",
        )
        rows = (
            {"id": f"a{at}", "newspaper": "江城晚报", "date": f"2022-03-{at + 1:02}", "page": "1", "title": title, "text": text}
            for at, text in enumerate([*texts, *others])
        )  # fmt: skip
        path = write_articles(tmp_path / "a.jsonl", *rows)
        reindex([path], settings, load_encoder=lambda: model)
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
        pytest.param("7路公交新设了哪三个站", "7路公交撤销“北门街口”“老电影院”两站，新设“桐花路”“文昌巷”“医院西门”三站。",
                     ["“桐花路”", "“文昌巷”", "“医院西门”"], id="as many as are asked for"),
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


def test_no_more_are_told_than_are_asked_for(ask: Ask) -> None:
    answer = ask(
        "夜校陶艺课的学员来自哪三个镇",
        "夜校陶艺课开课，学员来自白鹭镇、柳林镇、青石镇三个镇。",
        "夜校陶艺课又开课，学员来自柳林鎮、白沙镇和云台镇，最大的71岁。",
    )
    assert items(answer) == ["白鹭镇", "柳林镇", "青石镇"]


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


def quotes(answer: Answer) -> list[str]:
    return [claim.citations[0].quote for claim in answer.claims]


TASKS = "一是清理河道。二是加固堤防。三是储备物资。"
QUESTION = "柳林渡口防汛会议部署了哪些任务"
ANNOUNCED = "柳林渡口防汛会议部署三项任务。"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(ANNOUNCED + TASKS, id="announced"),
        pytest.param(f"{ANNOUNCED}\n{TASKS}".replace("。二", "。\n二").replace("。三", "。\n三"), id="paragraphs"),
        pytest.param("柳林渡口防汛会议部署任务，" + TASKS, id="in the sentence"),
    ],
)  # fmt: skip
def test_a_list_is_gathered_from_the_run(ask: Ask, text: str) -> None:
    answer = ask(QUESTION, text, title="柳林渡口防汛会议")
    assert items(answer) == ["清理河道", "加固堤防", "储备物资"]
    assert [quote for quote in quotes(answer) if "河道" in quote or "堤防" in quote] == [text]
    first = answer.claims[0]
    assert first.citations[0].quote == first.text == text
    assert first.answer == (answer.items[0].spans[0][0], answer.items[-1].spans[0][1])


def test_a_member_of_the_run_answers(ask: Ask) -> None:
    text = (
        "渡口开会。一是柳林渡口清理河道。二是柳林渡口加固堤防，这是防汛的要紧任务。三是储备物资。"
    )
    answer = ask("柳林渡口防汛有哪些要紧任务", text)
    assert items(answer) == ["柳林渡口清理河道", "柳林渡口加固堤防，这是防汛的要紧任务", "储备物资"]
    assert sum("储备物资" in quote for quote in quotes(answer)) == 1


def test_of_a_member_of_several_sentences_the_first_is_told(ask: Ask) -> None:
    text = ANNOUNCED + "一是清理河道。先清北岸二十里。二是加固堤防。三是储备物资。"
    answer = ask(QUESTION, text)
    assert items(answer) == ["清理河道", "加固堤防", "储备物资"]
    assert answer.claims[0].text == text


def test_a_reprint_of_a_run_adds_a_citation_and_no_claim(ask: Ask) -> None:
    answer = ask(QUESTION, ANNOUNCED + TASKS, ANNOUNCED + TASKS)
    assert items(answer) == ["清理河道", "加固堤防", "储备物资"]
    assert sum("堤防" in quote for quote in quotes(answer)) == 1
    assert all([one.article_id for one in item.citations] == ["a0", "a1"] for item in answer.items)


@pytest.mark.parametrize(
    ("question", "member", "told"),
    [
        pytest.param("夜校陶艺课的学员来自哪些镇", "陶艺课开课，学员来自白鹭镇、柳林镇、青石镇等地",
                     ["白鹭镇", "柳林镇", "青石镇"], id="places asked"),
        pytest.param("夜校编印了哪些书", "夜校编印的书有《陶艺入门》《木工入门》和《剪纸入门》",
                     ["《陶艺入门》", "《木工入门》", "《剪纸入门》"], id="titles"),
    ],
)  # fmt: skip
def test_names_that_one_member_tells_are_the_list(
    ask: Ask, question: str, member: str, told: list[str]
) -> None:
    answer = ask(question, f"夜校有三项安排。一是修缮教室。二是{member}。三是添置书架。")
    assert items(answer) == told
    assert all("书架" not in quote or told[0] not in quote for quote in quotes(answer))


def test_names_are_gathered_from_the_run(ask: Ask) -> None:
    text = "夜校陶艺课的学员来自三个镇。一是白鹭镇。二是柳林镇。三是青石镇。"
    answer = ask("夜校陶艺课的学员来自哪些镇", text)
    assert items(answer) == ["白鹭镇", "柳林镇", "青石镇"]
    assert answer.claims[0].text == text


@pytest.mark.parametrize(
    ("question", "text"),
    [
        pytest.param(QUESTION, ANNOUNCED + "一是清理河道。三是储备物资。", id="broken numbers"),
        pytest.param("柳林渡口防汛会议部署了哪些人", ANNOUNCED + TASKS, id="persons asked, deeds told"),
        pytest.param("柳林渡口防汛会议是谁主持的", "柳林渡口防汛会议由罗启明主持，部署三项任务。" + TASKS, id="no list asked"),
    ],
)  # fmt: skip
def test_only_the_sentence_is_quoted(ask: Ask, question: str, text: str) -> None:
    answer = ask(question, text)
    assert answer.items == ()
    assert all(quote.count("。") <= 2 for quote in quotes(answer))
    shown = [one.quote for one in answer.refusal.nearest] if answer.refusal else quotes(answer)
    assert shown[0] == text[: text.index("。") + 1]


def claim(quote: str, said: str, strength: float, article: str = "a") -> Claim:
    start = quote.index(said)
    cited = Citation(
        article, "江城晚报", "2022-03-01", "1", "", "", quote, 100, 100 + len(quote), ""
    )
    return Claim(quote, (cited,), strength, (100 + start, 100 + start + len(said)))


def test_what_is_too_weak_adds_nothing() -> None:
    first = claim("学员来自白鹭镇、柳林镇。", "白鹭镇、柳林镇", 0.9)
    second = claim("学员来自白沙镇、青石镇。", "白沙镇、青石镇", 0.25)
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
