"""Articles that a source or a person names, that resume, or that go on upon another page."""

from __future__ import annotations

import pytest

from indexer.errors import CorrectionError
from indexer.layout import jumps_of, misfit, other_half, plain_number, split_articles
from indexer.layout.jumps import Jump
from indexer.models import Block, Correction, Page, Role
from indexer.reading.printed import Paragraph, PrintedLine, compose

PLAIN = """柳林渡口昨日恢复通航

□本报记者 苏 禾

停航两年的渡口昨日恢复通航，首日运送旅客1260人次。

码头加固花了两年

码头受洪水冲刷，加固工程投资3800万元。
"""


def corrected(*corrections: Correction, text: str = PLAIN) -> Page:
    return Page("报/2020-01-01/1", text, corrections=corrections)


def given(
    *paragraphs: tuple[str, Role | None, str], corrections: tuple[Correction, ...] = ()
) -> Page:
    text, blocks = compose(
        Paragraph((PrintedLine(words),), role, article) for words, role, article in paragraphs
    )
    return Page("报/2020-01-01/1", text, blocks=blocks, corrections=corrections)


def test_a_source_that_names_its_articles_is_followed() -> None:
    page = given(
        ("渡口通航", Role.TITLE, "a1"),
        ("停航两年重新开船", Role.KICKER, "a1"),
        ("老井出水", Role.TITLE, "a2"),
        ("渡船每天往返二十趟。", None, "a1"),
        ("井水清得见底。", None, "a2"),
        ("第三版", Role.OTHER, ""),
    )
    first, second, rest = split_articles(page)
    assert (first.title, first.kicker, first.text) == (
        "渡口通航", "停航两年重新开船", "渡船每天往返二十趟。",
    )  # fmt: skip
    assert (second.title, second.text) == ("老井出水", "井水清得见底。")
    assert [part.role for part in rest.parts] == [Role.OTHER]


def test_articles_without_roles_get_them_from_their_cues() -> None:
    page = given(("渡口通航", None, "x"), ("苏 禾", None, "x"), ("渡船每天往返二十趟。", None, "x"))
    (article,) = split_articles(page)
    assert (article.title, article.byline.names) == ("渡口通航", ("苏禾",))


def test_a_person_says_where_an_article_begins() -> None:
    first, second = split_articles(corrected(Correction("码头加固", begins=True)))
    assert (first.title, second.title) == ("柳林渡口昨日恢复通航", "码头加固花了两年")
    assert second.parts[0].cue == "人工更正 corrected by a person"
    (article,) = split_articles(corrected(Correction("码头加固", begins=False)))
    assert "码头加固花了两年" in article.text


def test_a_person_says_what_a_line_is_and_where_it_belongs() -> None:
    (article,) = split_articles(
        corrected(
            Correction("码头加固", begins=False, role=Role.SUBTITLE),
        )
    )
    assert article.subtitle == "码头加固花了两年"
    first, second = split_articles(
        corrected(
            Correction("码头加固", begins=True),
            Correction("停航两年的渡口", belongs_to="码头加固花了"),
        )
    )
    assert first.text == ""
    assert second.text.startswith("停航两年的渡口") and "3800万元" in second.text


FERRY = ("渡口通航", Role.TITLE), ("渡船每天往返二十趟。", None)
WELL = ("老井出水", Role.TITLE), ("井水清得见底。", None)


@pytest.mark.parametrize(
    ("names", "corrections", "wanted"),
    [
        (
            "aa", (Correction("老井出水", begins=True),),
            [("渡口通航", "渡船每天往返二十趟。"), ("老井出水", "井水清得见底。")],
        ),
        (
            "ab", (Correction("老井出水", begins=False),),
            [("渡口通航", "渡船每天往返二十趟。\n老井出水\n井水清得见底。")],
        ),
        (
            "ab", (Correction("井水清", belongs_to="渡口通航"),),
            [("渡口通航", "渡船每天往返二十趟。\n井水清得见底。"), ("老井出水", "")],
        ),
        (
            "ab", (Correction("老井出水", belongs_to="渡口通航"),),
            [("渡口通航", "渡船每天往返二十趟。\n老井出水"), ("", "井水清得见底。")],
        ),
        (
            "ab", (Correction("老井出水", role=Role.SUBTITLE, belongs_to="渡口通航"),),
            [("渡口通航", "渡船每天往返二十趟。"), ("", "井水清得见底。")],
        ),
        (
            "a ", (Correction("老井出水", begins=False),),
            [("渡口通航", "渡船每天往返二十趟。\n老井出水\n井水清得见底。")],
        ),
    ],
    ids=["parted", "joined", "a line", "a headline", "a headline with a role", "of no article"],
)  # fmt: skip
def test_a_person_corrects_articles_that_the_source_names(
    names: str, corrections: tuple[Correction, ...], wanted: list[tuple[str, str]]
) -> None:
    lines = [
        (*line, name.strip())
        for name, article in zip(names, (FERRY, WELL), strict=True)
        for line in article
    ]
    page = given(*lines, corrections=corrections)
    assert misfit(page) is None
    assert [(article.title, article.text) for article in split_articles(page)] == wanted


def test_an_article_that_came_already_cut_is_not_corrected() -> None:
    page = Page(
        "x-1", "渡口通航\n", already_cut=True, corrections=(Correction("渡口", begins=True),)
    )
    problem = misfit(page)
    assert problem is not None and "来时已分好篇" in problem.reason
    with pytest.raises(CorrectionError, match="already cut"):
        split_articles(page)


def test_a_line_that_is_called_a_dateline_stays_in_the_text() -> None:
    (article,) = split_articles(
        corrected(Correction("码头加固", begins=False), Correction("停航两年", role=Role.DATELINE))
    )
    assert article.text.startswith("停航两年的渡口")
    assert Role.DATELINE in [part.role for part in article.parts if part.text_start == 0]


@pytest.mark.parametrize(
    ("correction", "why"),
    [
        (Correction("没有这一行", begins=True, file="1.layout.toml"), "不是 .* 任何一行的开头"),
        (Correction("码头", begins=True), "有 2 行"),
        (Correction("停航两年", belongs_to="没有这一篇"), "没有这一篇"),
    ],
    ids=["no line", "two lines", "no article"],
)
def test_a_correction_that_fits_no_line_is_an_error(correction: Correction, why: str) -> None:
    with pytest.raises(CorrectionError, match=why):
        split_articles(corrected(correction))
    problem = misfit(corrected(correction))
    assert problem is not None and problem.path == correction.file
    assert misfit(corrected()) is None


def test_an_end_that_stands_after_another_article_is_brought_back() -> None:
    text = """柳林渡口昨日恢复通航

□本报记者 苏 禾

停航两年的柳林渡口昨日恢复通航，渡船一早离开码头，首日运送旅客1260人次，柳林渡口管理所的人说，渡船

石桥老井重新出水

□本报记者 白 露

石桥区北巷的老井干了七年，今春重新出水，街坊们提着桶来看，井台上排起了长队。

每天往返二十趟，柳林渡口的码头加固以后，渡船可以载旅客一百二十人，渡口管理所又添了两名水手。
"""
    first, second = split_articles(Page("p", text))
    assert first.text.endswith(
        "渡船每天往返二十趟，柳林渡口的码头加固以后，渡船可以载旅客一百二十人，渡口管理所又添了两名水手。"
    )
    assert second.text.endswith("排起了长队。")
    assert any(part.close and part.cue.startswith("隔篇接续") for part in first.parts)


def test_an_end_is_brought_back_from_behind_the_last_heading() -> None:
    """Of the article it stands in, the lines from a heading on stay together."""
    own = "柳林渡口的渡船昨日离开码头，柳林渡口管理所的人说，渡船"
    end = "每天往返二十趟，柳林渡口的渡船可以载一百二十人，渡口管理所的人说。"
    other = "石桥区北巷的老井干了七年，今春重新出水，街坊们提着桶来看。"
    text = f"柳林渡口恢复通航\n\n□本报记者 苏 禾\n\n{own}\n\n石桥老井重新出水\n\n□本报记者 白 露\n\n{other}\n\n"
    first, second = split_articles(Page("p", f"{text}{end}\n"))
    assert first.text == own + end and second.text == other
    first, second = split_articles(Page("p", f"{text}{end}\n\n井水清得见底\n\n{other}\n"))
    assert first.text == own and second.text.startswith(f"{other}\n{end}\n井水")


@pytest.mark.parametrize(
    ("number", "plain"),
    [
        ("03", "3"),
        ("第３版", "3"),
        ("三", "3"),
        ("十二", "12"),
        ("二十", "20"),
        ("A03", "A3"),
        ("第01版：要闻", "1"),
        ("A03版 : 体育:足球", "A3"),
        ("", ""),
    ],
)
def test_page_numbers_without_what_varies(number: str, plain: str) -> None:
    assert plain_number(number) == plain


def test_the_halves_of_an_article_find_each_other() -> None:
    front = Page(
        "报/2020-01-01/01", "渡口通航\n□本报记者 苏 禾\n渡船昨日离开码头，旅客很多。\n（下转第三版）",
        "报", "2020-01-01", "01",
    )  # fmt: skip
    back = Page(
        "报/2020-01-01/03", "渡口通航\n（上接第1版）码头加固花了两年，投资3800万元。", "报",
        "2020-01-01", "03",
    )  # fmt: skip
    (begun,), (ended,) = split_articles(front), split_articles(back)
    (there,), (home,) = jumps_of(begun, front), jumps_of(ended, back)
    assert (there, home) == (Jump("3", True), Jump("1", False))
    assert other_half(begun, front, there, [(ended, back)]) == ended
    assert other_half(ended, back, home, [(begun, front)]) == begun
    assert other_half(begun, front, there, [(begun, front)]) is None


HEAD = "柳林渡口昨日恢复通航\n\n□本报记者 苏 禾\n\n停航两年的渡口昨日恢复通航，首日运送旅客1260人次，工程投资3800万元。\n\n"
RESUMED = "东屏县桑园今春新栽桑苗四十万株，育苗的农户每亩补贴一百二十元，县里还请来专家授课。\n"


@pytest.mark.parametrize(
    ("above", "titled", "mark"),
    [
        ("", True, "（上接第1版）"),
        ("", False, "上接第1版"),
        (HEAD, True, "（上接第1版）"),
        (HEAD, False, "（紧接第1版）"),
        (HEAD, True, "▶上接第1、2版"),
    ],
    ids=["first", "first, no headline", "headline", "no headline", "two pages"],
)
def test_a_line_that_says_whence_is_of_the_article_below_it(
    above: str, titled: bool, mark: str
) -> None:
    title = "东屏桑园种下新苗\n\n" if titled else ""
    back = Page("报/2020-01-01/03", f"{above}{mark}\n\n{title}{RESUMED}", number="03")
    front = Page("报/2020-01-01/01", f"东屏桑园种下新苗\n\n{RESUMED}\n（下转第3版）\n", number="01")
    *others, ended = split_articles(back)
    (begun,) = split_articles(front)
    assert [article.title for article in others] == (["柳林渡口昨日恢复通航"] if above else [])
    assert (ended.title, ended.text) == (title.strip(), RESUMED.strip())
    assert ended.parts[0].role is Role.JUMP
    assert not any(jumps_of(article, back) for article in others)
    (there,), home = jumps_of(begun, front), jumps_of(ended, back)[0]
    assert other_half(begun, front, there, [(ended, back)]) == ended
    assert other_half(ended, back, home, [(begun, front)]) == begun


def test_a_person_says_that_a_jump_line_begins_no_article() -> None:
    page = corrected(Correction("（上接", begins=False), text=f"{HEAD}（上接第1版）\n\n{RESUMED}")
    assert len(split_articles(page)) == 1


def test_an_article_may_go_on_upon_two_pages() -> None:
    page = Page("报/2020-01-01/01", f"{HEAD}（下转2、3版）\n")
    (article,) = split_articles(page)
    assert jumps_of(article, page) == [Jump("2", True), Jump("3", True)]


def test_lines_know_the_block_they_begin_in() -> None:
    page = Page("p", "渡口通航\n开船。", blocks=(Block(0, 4, role=Role.TITLE, article="1"),))
    title, rest = split_articles(page)
    assert (title.title, rest.text) == ("渡口通航", "开船。")
