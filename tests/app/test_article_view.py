"""文章: one article, how to cite it, its other prints, what was reported around it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from indexer import Archive, Report, Settings
from tests.app.conftest import Page, html
from tests.conftest import write_articles, write_page

FIRST = "江城晚报/2021-05-01/01#1"
STORY = (
    "本报讯 4月30日上午，停航两年的柳林渡口恢复通航，首日运送旅客1260人次。渡口管理站站长罗启明介绍，"
    "新添的两艘渡船每艘可载120人。渡口停航是因为码头受洪水冲刷，加固工程投资3800万元。"
    "沿岸三个村的村民过江上班上学，不必再绕行二十公里外的公路桥。今年汛期之前，站里还要检修缆桩和护栏，并给渡船换上新的救生衣和探照灯。"
    "渡船每天早晨六点开航，晚上九点收班，逢集加开四班。老艄公谢长根说，他在这个渡口撑了三十年船。"
)


def test_an_article_with_all_of_its_parts(
    run: Callable[..., Report], tmp_path: Path, open_page: Page
) -> None:
    write_articles(
        tmp_path / "报" / "a.jsonl",
        {
            "id": "a-1", "newspaper": "江城晚报", "date": "2021-05-01", "page": "03",
            "title": "春茶<上市>", "kicker": "开园三天", "subtitle": "——云岭茶场见闻",
            "column": "民生", "byline": "本报记者 苏禾", "text": "昨日春茶上市。\n茶农忙采摘。",
        },
    )  # fmt: skip
    fields = ("kicker", "subtitle", "byline", "column")
    (tmp_path / "报" / "fields.toml").write_text("".join(f'{name} = "{name}"\n' for name in fields))
    report = run(tmp_path / "报")
    assert not report.failed
    shown = html(open_page("article", article="a-1"))
    for printed in ("开园三天", "<h1>春茶&lt;上市&gt;</h1>", "云岭茶场见闻", "民生", "苏禾"):
        assert printed in shown, printed
    assert "<p>昨日春茶上市。</p><p>茶农忙采摘。</p>" in shown


def test_the_cited_words_are_marked(page: Page, archive: Archive) -> None:
    start = archive.article(FIRST).text.index("停航两年")
    shown = html(page("article", article=FIRST, start=str(start), end=str(start + 4)))
    assert '<mark class="cited" id="cited">停航两年</mark>' in shown
    assert f"start={start}&amp;end={start + 4}" in shown  # the way to the page keeps them
    assert "第1版" in shown


def test_each_style_can_be_copied(page: Page) -> None:
    shown = page("article", article=FIRST)
    assert shown.code[0].value == "苏禾. 柳林渡口昨日恢复通航[N]. 江城晚报，2021-05-01（1）."
    for label, sign in (
        ("BibTeX", "@"), ("RIS", "TY  - NEWS"), ("CSL-JSON", '"article-newspaper"'),
    ):  # fmt: skip
        chosen = page("article", article=FIRST, style=label)
        assert not chosen.exception
        assert sign in chosen.code[0].value, label


def test_the_link_leads_back_after_a_reindex(
    page: Page, archive: Archive, run: Callable[..., Report], paper: Path
) -> None:
    start = archive.article(FIRST).text.index("首日运送旅客1260人次")
    shown = page("article", article=FIRST, start=str(start), end=str(start + 12))
    parameters = dict(pair.split("=") for pair in shown.code[1].value.partition("?")[2].split("&"))
    assert parameters["mark"]
    path = paper / "江城晚报/2021-05-01/01.txt"
    text = path.read_text(encoding="utf-8").replace("本报讯 4月30日", "本报讯 记者获悉，4月30日")
    write_page(paper, "江城晚报/2021-05-01/01", text)
    run(paper)
    moved = html(
        page(
            "article", article=FIRST, start=parameters["start"], end=parameters["end"],
            mark=parameters["mark"],
        )
    )  # fmt: skip
    assert '<mark class="cited" id="cited">首日运送旅客1260人次</mark>' in moved
    assert "有改动" in moved
    write_page(paper, "江城晚报/2021-05-01/01", text.replace("首日运送旅客1260人次", "当天很热闹"))
    run(paper)
    gone = html(
        page(
            "article", article=FIRST, start=parameters["start"], end=parameters["end"],
            mark=parameters["mark"],
        )
    )  # fmt: skip
    assert "已不在馆藏里" in gone
    assert 'id="cited"' not in gone


def test_prints_of_a_story_are_compared(
    run: Callable[..., Report], tmp_path: Path, open_page: Page
) -> None:
    other = STORY.replace("两艘渡船", "两条<渡船>").replace("逢集加开四班", "")
    write_articles(
        tmp_path / "报" / "a.jsonl",
        {"id": "a", "newspaper": "江城晚报", "date": "2021-05-01", "title": "渡口通航", "text": STORY},
        {"id": "b", "newspaper": "澜州日报", "date": "2021-05-02", "title": "渡口复航", "text": other},
        {"id": "c", "newspaper": "澜州日报", "date": "2021-05-02", "title": "菜价", "text": "菜价平稳。"},
    )  # fmt: skip
    run(tmp_path / "报")
    archive = Archive.open(Settings(archive=tmp_path / "archive", cache=tmp_path / "cache"))
    assert [item.article_id for item in archive.prints("b")] == ["a", "b"]
    assert archive.prints("c") == ()
    shown = html(open_page("article", article="b"))
    assert "同稿转载 2 次" in shown
    assert "<del>" in shown and "逢集加开四班" in shown
    assert "&lt;" in shown and "<渡船>" not in shown
    assert "<details>" in shown  # what both have at length is folded
    assert "首次" in shown
    assert "同稿转载" not in html(open_page("article", article="c"))


def test_related_reports_are_split_by_date(
    run: Callable[..., Report], tmp_path: Path, open_page: Page
) -> None:
    def report(id_: str, date: str, what: str) -> dict[str, str]:
        text = f"澜江大桥工程指挥部介绍，澜江大桥{what}，主桥钢梁由江城重工制造。"
        return {"id": id_, "newspaper": "澜州日报", "date": date, "title": what, "text": text}

    write_articles(
        tmp_path / "报" / "a.jsonl",
        report("a", "2021-03-01", "开工"), report("b", "2021-05-01", "合龙"),
        report("c", "2021-09-01", "试车"), report("d", "", "答疑"),
        report("e", "2021-05-01", "观礼"),
    )  # fmt: skip
    run(tmp_path / "报")
    shown = html(open_page("article", article="b"))
    order = [
        shown.index(said)
        for said in ("此前的报道", "开工", "同日的报道", "观礼", "此后的报道", "试车", "答疑")
    ]
    assert order == sorted(order)
    assert '<time datetime="2021-03-01">2021-03-01</time>' in shown
    alone = html(open_page("article", article="d"))
    assert "此前的报道" not in alone  # without a date there is no before
    assert "开工" in alone


def test_other_halves_are_linked(run: Callable[..., Report], paper: Path, open_page: Page) -> None:
    write_page(
        paper, "江城晚报/2021-05-02/01",
        "老街改造开工\n\n本报讯 老街改造昨日开工，三百户居民将陆续搬迁安置。（下转第2版）\n",
    )  # fmt: skip
    write_page(
        paper, "江城晚报/2021-05-02/02",
        "老街改造开工\n\n（上接第1版）改造后的老街将保留原有的骑楼和石板路。\n",
    )  # fmt: skip
    run(paper)
    assert "下接 《江城晚报》 2021-05-02 第2版" in html(
        open_page("article", article="江城晚报/2021-05-02/01#1")
    )
    assert "上接 《江城晚报》 2021-05-02 第1版" in html(
        open_page("article", article="江城晚报/2021-05-02/02#1")
    )


def test_it_can_be_downloaded(page: Page) -> None:
    shown = page("article", article=FIRST)
    labels = [button.proto.label for button in shown.get("download_button")]
    assert labels == ["下载纯文本", "下载 Markdown"]


@pytest.mark.parametrize(
    "wanted",
    [
        "没有/这/篇",
        "../../etc/passwd",
        "<script>alert(1)</script>",
        "江城晚报/2021-05-01/01",
        "篇" * 3000,
    ],
    ids=["unknown", "path", "script", "a page", "long"],
)
def test_an_unknown_id_says_so(page: Page, wanted: str) -> None:
    shown = html(page("article", article=wanted))
    assert "馆藏里没有" in shown
    assert "<script>alert" not in shown
    assert "篇" * 1000 not in shown


def test_letters_do_not_turn_round(
    run: Callable[..., Report], tmp_path: Path, open_page: Page
) -> None:
    row = {"id": "a", "newspaper": "江城晚报", "date": "2021-05-01", "title": "渡口\u202e恢复通航"}
    run(
        write_articles(
            tmp_path / "报" / "a.jsonl", row | {"text": "渡口\u2067昨日恢复通航。"}
        ).parent
    )
    for shown in (open_page("article", article="a"), open_page(q="恢复通航")):
        assert "渡口恢复通航" in html(shown).replace("<mark>", "").replace("</mark>", "")
        assert not {"\u202e", "\u2067"} & set(html(shown))


def test_an_address_without_an_article_says_so(page: Page) -> None:
    assert "没有指明哪一篇" in html(page("article"))


def test_english(page: Page) -> None:
    shown = html(page("article", article=FIRST, lang="English"))
    assert "See it on its page" in shown
