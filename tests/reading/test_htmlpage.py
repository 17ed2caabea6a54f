"""HTML editions: articles, pages of several, lists of links; headings, bodies, identity; hostility."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.layout import split_articles
from indexer.models import Article, Failure, Page, Role
from indexer.reading import find_sources, read_file

FIRST = "本报讯　昨日清晨，青石渡口迎来复航后的首班渡船，两岸居民早早来到码头等候。"
SECOND = "据了解，渡口停航整修历时八个月，新船可载客六十人，每日往返二十四班。"
MENU = "".join(
    f'<li><a href="content_{n}.htm">{t}</a></li>'
    for n, t in enumerate(("稻田里的新课堂", "老街修缮开工", "夜市灯火又亮起", "图书馆延长开放"))
)
FOUNDER = f"""<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8">
<title>澜州日报数字报-青石渡口复航</title><style>p {{}}</style></head><body>
<div class="nav"><strong>第01版</strong>：要闻　<a href="node_3.htm">下一版</a></div><ul>{MENU}</ul>
<founder-pretitle><p>停航八个月后</p></founder-pretitle>
<founder-title><p>青石渡口复航</p></founder-title>
<founder-subtitle><p>每日往返二十四班</p></founder-subtitle>
<founder-author><p>本报记者 苏禾</p></founder-author><founder-date>2019-08-01</founder-date>
<div id="ozoom"><founder-content><!--enpcontent--><P>　　{FIRST}</P>
<P>　　{SECOND}</P><!--/enpcontent--></founder-content></div>
<div class="foot">澜州日报社版权所有 未经许可不得转载。</div></body></html>"""
PROPERTY = f"""<html><head><title>x</title></head><body>
<!--enpproperty <articleid>12</articleid><date>2019-08-01 00:00:00:0</date>
<author>本报记者 苏禾</author><title>青石渡口复航</title><subtitle>每日往返二十四班</subtitle>
<introtitle>停航八个月后</introtitle><nodename>第01版：要闻</nodename>/enpproperty-->
<table><tr><td><ul>{MENU}</ul></td><td><h2>青石渡口复航</h2>
<!--enpcontent--><p>{FIRST}</p><p>{SECOND}</p><!--/enpcontent-->
<p>上一篇 <a href="a.htm">老街修缮开工</a></p></td></tr></table></body></html>"""
NAMED = f"""<html><body><div class="list"><p class="title"><a href="x">本版新闻</a></p><ul>{MENU}</ul>
</div><div>第01版：要闻</div><div class="yinti">停航八个月后</div><div class="title1">青石渡口复航</div>
<div class="fubiaoti">每日往返二十四班</div><div class="author">作者：本报记者 苏禾</div>
<div class="source">来源：澜州日报</div><div>2019年08月01日 星期四</div>
<div id="articleContent"><div>　　{FIRST}<br>　　{SECOND}</div></div></body></html>"""
RECORD = {
    "@context": "x",
    "@graph": [
        {"@type": "WebSite", "name": "y"},
        {
            "@type": "NewsArticle", "headline": "青石渡口复航",
            "alternativeHeadline": "每日往返二十四班", "datePublished": "2019-08-01T06:00:00+08:00",
            "author": [{"@type": "Person", "name": "本报记者 苏禾"}],
            "publisher": {"name": "澜州日报"}, "pageStart": 1,
        },
    ],
}  # fmt: skip
LINKED = f"""<html><head><script type="application/ld+json">{json.dumps(RECORD)}</script>
<script>var s = "不是正文。";</script></head><body><nav>{MENU}</nav><main><p>{FIRST}</p><p>{SECOND}</p>
</main><footer>版权所有</footer></body></html>"""


def read(
    folder: Path, text: str | bytes, name: str = "a.html", *, max_bytes: int = 2**24
) -> Page | Failure:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    (source,) = find_sources([folder]).sources
    (item,) = read_file(source, max_bytes=max_bytes)
    return item


def page(folder: Path, text: str | bytes, name: str = "a.html") -> Page:
    item = read(folder, text, name)
    assert isinstance(item, Page), item
    assert all(item.text[block.start : block.end].strip() for block in item.blocks)
    return item


def only_article(folder: Path, text: str | bytes, name: str = "a.html") -> Article:
    (article,) = split_articles(page(folder, text, name))
    return article


@pytest.mark.parametrize("text", [FOUNDER, PROPERTY, NAMED], ids=["tags", "comment", "names"])
def test_an_article_of_a_digital_edition(tmp_path: Path, text: str) -> None:
    item = page(tmp_path, text, "澜州日报/2019-08/01/content_7.htm")
    assert item.text.split("\n") == [
        "停航八个月后", "青石渡口复航", "每日往返二十四班", "本报记者 苏禾",
        FIRST.replace("\u3000", " "), SECOND,
    ]  # fmt: skip
    assert [block.role for block in item.blocks] == [
        Role.KICKER, Role.TITLE, Role.SUBTITLE, Role.BYLINE, None, None,
    ]  # fmt: skip
    assert {block.article for block in item.blocks} == {"1"}
    assert (item.newspaper, item.date, item.number) == ("澜州日报", "2019-08-01", "01")
    assert item.section == "要闻"
    assert item.id == "澜州日报/2019-08-01/01/content_7"
    (article,) = split_articles(item)
    assert (article.kicker, article.title, article.subtitle) == (
        "停航八个月后", "青石渡口复航", "每日往返二十四班",
    )  # fmt: skip
    assert article.byline.names == ("苏禾",)
    assert article.text == f"{FIRST}\n{SECOND}".replace("\u3000", " ")


def test_what_json_ld_says(tmp_path: Path) -> None:
    item = page(tmp_path, LINKED)
    assert (item.newspaper, item.date, item.number) == ("澜州日报", "2019-08-01", "1")
    assert item.id == "澜州日报/2019-08-01/1/a"
    (article,) = split_articles(item)
    assert (article.title, article.subtitle) == ("青石渡口复航", "每日往返二十四班")
    assert "不是正文" not in item.text and "稻田" not in item.text and "版权" not in item.text


@pytest.mark.parametrize(
    "shell",
    [
        '<div id="app"></div>',
        f'<ul>{MENU}</ul><div id="app">加载中</div>',
        '<iframe src="a.htm"></iframe><div id="app"></div>',
    ],
    ids=["empty", "a menu", "a frame"],
)
def test_a_body_only_json_ld_has(tmp_path: Path, shell: str) -> None:
    record = {"@type": "Article", "headline": "题", "articleBody": f"{FIRST}\n{SECOND}"}
    text = f'<script type="application/ld+json">{json.dumps(record)}</script>{shell}'
    article = only_article(tmp_path, text)
    assert article.title == "题"
    assert article.text == f"{FIRST}\n{SECOND}".replace("\u3000", " ")


def test_articles_of_one_file(tmp_path: Path) -> None:
    text = (
        f"<main><article><header><h2>青石渡口复航</h2></header><p class=author>苏禾</p><p>{FIRST}</p>"
        f"<figure><img src=a.jpg><figcaption>首班渡船靠岸。 苏禾摄</figcaption></figure></article>"
        f"<article><h2>老街修缮开工</h2><p>{SECOND}</p><h3>修旧如旧</h3><p>{SECOND}</p></article></main>"
    )
    item = page(tmp_path, text)
    first, second = split_articles(item)
    assert (first.title, second.title) == ("青石渡口复航", "老街修缮开工")
    assert first.byline.names == ("苏禾",)
    assert item.id == "a.html"
    roles = {item.text[block.start : block.end]: block.role for block in item.blocks}
    assert roles["首班渡船靠岸。 苏禾摄"] is Role.CAPTION
    assert roles["修旧如旧"] is Role.SUBHEAD
    assert "修旧如旧" in second.text


def test_several_articles_in_founders_tags(tmp_path: Path) -> None:
    one = f"<founder-title>题一</founder-title><founder-content><p>{FIRST}</p></founder-content>"
    two = f"<founder-title>题二</founder-title><founder-content><p>{SECOND}</p></founder-content>"
    articles = split_articles(page(tmp_path, one + two))
    assert [article.title for article in articles] == ["题一", "题二"]
    assert articles[1].text == SECOND


def test_the_largest_block_without_any_name(tmp_path: Path) -> None:
    text = (
        f"<title>青石渡口复航_澜州日报</title><div><ul>{MENU}</ul></div><div><div><h1>青石渡口复航</h1>"
        f"<div><p>{FIRST}</p><p>{SECOND}</p><p>短。</p></div></div></div><div>版权所有 澜州日报社</div>"
    )
    article = only_article(tmp_path, text)
    assert article.title == "青石渡口复航"
    assert article.text.endswith("\n短。") and "稻田" not in article.text


def test_old_pages_are_tables_and_forms_with_line_breaks(tmp_path: Path) -> None:
    text = (
        f"<form><table><tr><td><a href=1>目录</a></td><td><h1>青石渡口复航</h1><p></p><font>　　{FIRST}"
        f"<br><br>　　{SECOND}</font></td></tr></table></form>"
    )
    article = only_article(tmp_path, text)
    assert article.text.split("\n") == [FIRST.replace("\u3000", " "), SECOND]


def test_lines_run_on_where_the_source_breaks_them(tmp_path: Path) -> None:
    text = f"<article><h1>题目在此</h1><p>昨日清晨，渡船\n  靠岸了。{FIRST}</p><p>the new\nferry</p></article>"
    article = only_article(tmp_path, text)
    assert article.text.startswith("昨日清晨，渡船靠岸了。")
    assert article.text.endswith("the new ferry")


def test_nothing_hidden_or_of_the_browser_is_text(tmp_path: Path) -> None:
    text = (
        f"<h1>题目在此</h1><div><p>{FIRST}</p><p>{SECOND}</p><p style='display: none'>藏一</p>"
        "<p hidden>藏二</p><script>藏三</script><style>藏四</style><!-- 藏五 --><form>藏六</form>"
        "<noscript>藏七</noscript><textarea>藏八</textarea></div>"
    )
    assert "藏" not in page(tmp_path, text).text


LEAD = "停航八个月的青石渡口昨日复航，两岸居民奔走相告。"
LAST = "渡口管理所提醒，汛期水位上涨时班次以现场公告为准。"
MOST = f"两岸居民早早来到码头等候。{SECOND}" * 3
TEASER = "老街修缮昨日开工，沿街商户照常营业。"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            f"<article><h1>渡口</h1><p>{LEAD}</p><section><h2>其一</h2><p>{MOST}</p></section>"
            f"<section><h2>其二</h2><p>{LAST}</p></section></article>",
            id="sections of an article",
        ),
        pytest.param(
            f"<div><p>{LEAD}</p><section><p>{MOST}</p></section><section><p>{LAST}</p></section></div>",
            id="sections",
        ),
        pytest.param(
            f"<div><p>{LEAD}</p><blockquote><p>{MOST}</p><p>{SECOND}</p></blockquote><p>{LAST}</p></div>",
            id="a quotation",
        ),
        pytest.param(
            f"<div><p>{LEAD}</p><ul><li>{MOST}</li><li>{MOST}</li></ul><p>{LAST}</p></div>", id="a list"
        ),
        pytest.param(
            f"<div><div>{LEAD}</div><table><tr><td>{MOST}</td><td>{SECOND}</td></tr>"
            f"<tr><td>{MOST}</td><td>{SECOND}</td></tr></table><div>{LAST}</div></div>",
            id="a table",
        ),
        pytest.param(
            f"<div><div id=t1><p>{LEAD}</p><p>{SECOND}</p></div><div id=t2><p>{MOST}</p>"
            f"<p>{MOST}</p></div><div id=t3><p>{LAST}</p><p>{SECOND}</p></div></div>",
            id="parts alike",
        ),
        pytest.param(
            f"<div><p>{LEAD}<br>{MOST}<br>{SECOND}</p><p>{SECOND}</p><p>{LAST}</p></div>", id="breaks"
        ),
        pytest.param(
            f"<div id=content><p>{LEAD}<br>{MOST}<br>{SECOND}</p><p>{LAST}</p></div>",
            id="breaks in a body with a name",
        ),
        pytest.param(
            f"<div>　　{LEAD}<div class=big><p>{MOST}</p><p>{MOST}</p></div>　　{LAST}</div>",
            id="text without an element",
        ),
        pytest.param(
            f"<table><tr><td>{LEAD}<br>{SECOND}</td></tr><tr><td>{MOST}<br>{MOST}</td></tr>"
            f"<tr><td>{LAST}<br>{SECOND}</td></tr></table>",
            id="rows",
        ),
        pytest.param(
            f"<div><div class=item><h3>甲</h3><div class=content><p>{LEAD}</p><p>{MOST}</p></div></div>"
            f"<div class=item><h3>乙</h3><div class=content><p>{LAST}</p></div></div></div>",
            id="two bodies of one name",
        ),
    ],
)  # fmt: skip
def test_an_article_is_read_whole(tmp_path: Path, text: str) -> None:
    side = f"<div class=side><h4>推荐</h4><p>{TEASER}</p></div>"
    item = page(tmp_path, f"<body><ul>{MENU}</ul><h1>渡口</h1><div class=main>{text}</div>{side}")
    assert MOST in item.text
    assert LEAD in item.text and LAST in item.text
    assert TEASER not in item.text and "稻田" not in item.text


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            f"<div class=body><p>{SECOND}</p><p>{MOST}</p></div><div class=side><p>{TEASER}</p>"
            "<p>更多报道请见本报今日第三版。</p></div>",
            id="elements of other names",
        ),
        pytest.param(
            f"<div class=col-8><p>{SECOND}</p><p>{MOST}</p></div><div class=col-4><p>{TEASER}</p>"
            f"<p>{TEASER}</p></div>",
            id="columns of a grid",
        ),
        pytest.param(
            f"<div class=body><p>{SECOND}</p><p>{MOST}</p></div><p>如有疑问请联系本报编辑部。</p>"
            f"<div class=side><p>{TEASER}</p></div>",
            id="a word of the page's own",
        ),
        pytest.param(
            f"<table><tr><td><p>{TEASER}</p><p>{TEASER}</p></td><td><p>{SECOND}</p><p>{MOST}</p></td>"
            f"</tr><tr><td colspan=2>{TEASER}<br>{TEASER}</td></tr></table>",
            id="columns and rows of a table",
        ),
        pytest.param(
            f"<table><tr><td>{TEASER}<br>{TEASER}</td></tr></table>"
            f"<table><tr><td>{SECOND}<br>{MOST}</td></tr></table>",
            id="tables",
        ),
        pytest.param(
            f"<main><article><p>{SECOND}</p><p>{MOST}</p></article><p>{TEASER}</p></main>",
            id="beside an article",
        ),
        pytest.param(
            f"<article><p>{TEASER}</p><p>短。</p></article><div class=main><p>{SECOND}</p><p>{MOST}</p>"
            f"<p>{MOST}</p></div>",
            id="an article that is a teaser",
        ),
        pytest.param(
            f'<div class="content" style="display:none">{TEASER * 3}</div>'
            f"<div class=main><p>{SECOND}</p><p>{MOST}</p></div>",
            id="a hidden body",
        ),
        pytest.param(
            f"<header><div class=content>{TEASER * 3}</div></header>"
            f"<div class=main><p>{SECOND}</p><p>{MOST}</p></div>",
            id="a body in the header",
        ),
    ],
)  # fmt: skip
def test_what_stands_beside_an_article_is_not_of_it(tmp_path: Path, text: str) -> None:
    item = page(tmp_path, f"<body><h1>渡口</h1>{text}")
    assert SECOND in item.text and MOST in item.text
    assert TEASER not in item.text


@pytest.mark.parametrize(
    "form",
    [
        f'<input type=hidden name="__VIEWSTATE" value="x"><div>{SECOND}<br>短。</div>',
        f"<h2>青石渡口复航</h2><div>{SECOND}<br>{SECOND}</div>",
        f"<script>1</script><table><tr><td>{SECOND}<br>{SECOND}</td></tr></table>",
    ],
    ids=["ASP.NET", "a heading", "sentences"],
)
def test_a_form_may_be_the_page(tmp_path: Path, form: str) -> None:
    assert SECOND in page(tmp_path, f"<form id=aspnetForm>{form}</form>").text


@pytest.mark.parametrize(
    "form",
    [
        f"<h3>发表评论</h3><div>藏。{TEASER * 3}</div><textarea></textarea>",
        "<h3>藏</h3>用户名<input><input type=password>",
        f"藏<select><option>{TEASER * 3}</option></select>",
    ],
    ids=["a comment", "a password", "a choice"],
)
def test_a_form_to_fill_in_is_no_text(tmp_path: Path, form: str) -> None:
    text = f"<h1>题目在此</h1><div><p>{FIRST}</p><p>{SECOND}</p><form>{form}</form></div>"
    item = page(tmp_path, text)
    assert "藏" not in item.text and "评论" not in item.text


@pytest.mark.parametrize(
    ("text", "date"),
    [
        pytest.param('<header>今天是<time datetime="2026-11-27">2026年11月27日</time></header>', "", id="today"),
        pytest.param('<div>今天是<time datetime="2026-11-27">2026年11月27日</time></div>', "", id="today below"),
        pytest.param('<aside>相关阅读 <time datetime="2017-05-01">五一</time></aside>', "", id="aside"),
        pytest.param('<time datetime="2019-08-01">昨日</time>', "2019-08-01", id="one"),
        pytest.param('<time datetime="2019-08-01T06:00">早</time><time datetime="2019-08-01">昨</time>', "2019-08-01", id="the same twice"),
        pytest.param('<time datetime="2019-08-01">昨</time><time datetime="2019-08-02">今</time>', "", id="several"),
        pytest.param('<div>2019年8月1日</div><time datetime="2019-08-02">今</time>', "2019-08-01", id="printed"),
        pytest.param('<div hidden><time datetime="2019-08-02">今</time></div>', "", id="hidden"),
    ],
)  # fmt: skip
def test_a_time_is_the_date_where_it_is_seen_and_the_only_one(
    tmp_path: Path, text: str, date: str
) -> None:
    body = f"<h1>题目在此</h1><div class=main><p>{FIRST}</p><p>{SECOND}</p></div>"
    assert page(tmp_path, text + body).date == date


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16", "big5"])
@pytest.mark.parametrize("said", ["gb2312", "utf-8", "big5", ""])
def test_never_characters_nobody_wrote(tmp_path: Path, encoding: str, said: str) -> None:
    text = FOUNDER.replace("charset=utf-8", f"charset={said}" if said else "x=1")
    if encoding == "big5":
        text = text.replace(FIRST, "本報訊 昨日清晨，青石渡口迎來復航後的首班渡船。")
        text = text.encode("big5", "ignore").decode("big5")
    item = read(tmp_path, text.encode(encoding, "ignore"))
    if encoding == "big5" and said != "big5":
        assert isinstance(item, Failure) and "UTF-8" in item.reason
    else:
        assert isinstance(item, Page)
        assert "青石渡口" in item.text


@pytest.mark.parametrize(
    ("name", "identity"),
    [
        pytest.param("澜州日报/20190801/02/a.html", ("澜州日报", "2019-08-01", "02"), id="page"),
        pytest.param("澜州日报/2019/08/01/a.html", ("澜州日报", "2019-08-01", ""), id="three"),
        pytest.param("澜州日报/2019-08-01/A03.html", ("澜州日报", "2019-08-01", "A03"), id="stem"),
        pytest.param("html/2019-08/01/a.html", ("", "2019-08-01", ""), id="web server"),
        pytest.param("nw.D110_20190801_3-04.htm", ("", "2019-08-01", "04"), id="file's name"),
        pytest.param("2019-13/01/a.html", ("", "", ""), id="no date"),
        pytest.param("2019-08-01/12345.html", ("", "2019-08-01", ""), id="a number of its own"),
    ],
)
def test_a_path_says_which_page(tmp_path: Path, name: str, identity: tuple[str, str, str]) -> None:
    item = page(tmp_path / "根", f"<h1>题目在此</h1><p>{FIRST}</p><p>{SECOND}</p>", name)
    if name.startswith("2019-08-01"):  # the folder above is 根
        identity = ("根", *identity[1:])
    assert (item.newspaper, item.date, item.number) == identity


def test_a_sidecar_goes_before_path_and_page(tmp_path: Path) -> None:
    (tmp_path / "a.page.toml").write_text('newspaper = "甲报"\npage = "9"\n', encoding="utf-8")
    item = page(tmp_path, FOUNDER)
    assert item.id == "甲报/2019-08-01/9/a"
    (tmp_path / "a.page.toml").write_text('newspaper = ""\n', encoding="utf-8")
    assert page(tmp_path, FOUNDER).id == "a.html"


def test_a_jump_is_not_the_pages_number(tmp_path: Path) -> None:
    text = f"<h1>题目在此</h1><p>{FIRST}</p><p>{SECOND}（下转第2版）</p>"
    assert page(tmp_path, text).number == ""


def test_a_menu_of_pages_is_not_the_pages_number(tmp_path: Path) -> None:
    text = f"<p>第01版：要闻</p><p>第02版：综合</p><h1>题目在此</h1><p>{FIRST}</p><p>{SECOND}</p>"
    assert page(tmp_path, text).number == ""


@pytest.mark.parametrize(
    ("text", "skipped"),
    [
        pytest.param(
            f"<ul>{MENU}</ul><p>版权所有，未经许可不得转载本报任何内容。</p>", True, id="list"
        ),
        pytest.param("<frameset><frame src=a.htm></frameset>", True, id="frames"),
        pytest.param("<meta http-equiv=Refresh content='0;url=a'>", True, id="forward"),
        pytest.param(f"<ul>{MENU * 30}</ul><p>{FIRST}</p>", False, id="short news, long menu"),
        pytest.param(FOUNDER, False, id="an article"),
        pytest.param("", False, id="empty"),
        pytest.param("<p>短讯一则</p>", False, id="a few words"),
        pytest.param("<!--" + "x" * 300_000 + f"--><p>{FIRST}</p>", False, id="begins late"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_lists_of_links_are_skipped(
    tmp_path: Path, text: str, skipped: bool, encoding: str
) -> None:
    (tmp_path / "node_2.htm").write_bytes(text.encode(encoding))
    found = find_sources([tmp_path])
    assert (len(found.skipped), len(found.sources)) == ((1, 0) if skipped else (0, 1))
    assert all(" / " in item.reason for item in found.skipped)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("<html></html>", id="no text"),
        pytest.param("<!-- 只有注释 -->", id="a comment"),
        pytest.param("<div>" * 100_000 + FIRST, id="deep"),
        pytest.param("<b>" * 100_000 + FIRST, id="deep in a line"),
        pytest.param("\0" * 100, id="binary"),
        pytest.param("%PDF-1.4", id="PDF"),
    ],
)
def test_what_is_no_page_is_one_failure(tmp_path: Path, text: str) -> None:
    item = read(tmp_path, text)
    assert isinstance(item, Failure)
    assert " / " in item.reason and "\n" not in item.reason


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "text",
    [
        pytest.param("<p>文" * 100_000, id="paragraphs"),
        pytest.param("<a href=1>文</a>" * 50_000, id="links"),
        pytest.param("<!--enpproperty" + "<a>" * 100_000 + "-->文", id="properties"),
        pytest.param("<founder-title>题</founder-title>" * 20_000 + "文", id="titles"),
        pytest.param("<h1>题</h1>" * 20_000 + "文", id="headings"),
        pytest.param("<p class=title>题</p>" * 20_000 + "文", id="names"),
        pytest.param("<article>" + FIRST + "</article>" * 20_000, id="articles"),
        pytest.param(("<article>" + FIRST) * 200, id="articles in articles"),
        pytest.param("<div class=content>文" * 200, id="bodies in bodies"),
        pytest.param('<div class=content>文</div>' * 20_000, id="bodies"),
        pytest.param("<founder-content>文" * 200, id="contents in contents"),
        pytest.param("<founder-content>文</founder-content>" * 20_000, id="contents"),
        pytest.param(
            '<script type="application/ld+json">' + "[" * 100_000 + "</script>文", id="JSON"
        ),
        pytest.param("第1版 " * 100_000, id="pages"),
        pytest.param("2019年08月01日" * 50_000, id="dates"),
        pytest.param("<!--enpcontent-->文" * 50_000, id="marks"),
        pytest.param("&#x4e2d;" * 100_000 + "&bad;" * 10_000, id="entities"),
        pytest.param("<form>文</form>" * 20_000 + "。", id="many forms"),
        pytest.param("<form><div class=content>文" + "<div class=content>文</div>" * 20_000, id="bodies in a form"),
        pytest.param("<div>" + f"{LEAD}<hr>" * 20_000, id="a block of many lines"),
        pytest.param("<title>a" + " " * 200_000 + "b</title>文", id="a title of spaces"),
        pytest.param("<div><p>文。<br>" * 120 + "<p>文。<br>文。</p>" * 5_000, id="parts in parts"),
        pytest.param("<form>" * 200 + "<div>文</div>" * 20_000, id="forms"),
    ],
)  # fmt: skip
def test_a_hostile_page_takes_no_long_time(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.html"
    path.write_text(text, encoding="utf-8")
    for source in find_sources([tmp_path]).sources:
        for item in read_file(source):
            assert isinstance(item, Page | Failure)


def test_the_limit_of_a_page(tmp_path: Path) -> None:
    item = read(tmp_path, FOUNDER, max_bytes=100)
    assert isinstance(item, Failure) and "超过一版的上限" in item.reason


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from([FOUNDER, PROPERTY, NAMED, LINKED]),
    st.lists(
        st.tuples(
            st.integers(0, 3000),
            st.integers(0, 40),
            st.sampled_from(["", "<", ">", "</div>", "<table>", "<article>", "-->", "<!--", "\0",
                             "<founder-content>", "文。", '"', "&", "\ud800", "<pre>\n"]),
        ),
        max_size=6,
    ),
)  # fmt: skip
def test_a_damaged_page_gives_a_page_or_a_failure(
    tmp_path_factory: pytest.TempPathFactory, text: str, changes: list[tuple[int, int, str]]
) -> None:
    for at, length, new in changes:
        text = text[:at] + new + text[at + length :]
    folder = tmp_path_factory.mktemp("any")
    (folder / "a.html").write_bytes(text.encode("utf-8", "surrogatepass"))
    for source in find_sources([folder]).sources:
        for item in read_file(source):
            assert isinstance(item, Page | Failure)
            if isinstance(item, Page):
                split_articles(item)


def test_a_brief_article_beside_longer_ones_is_kept_and_a_teaser_is_none(tmp_path: Path) -> None:
    long = "停航两年的柳林渡口昨日恢复通航，首日运送旅客一千二百六十人次。"
    bodies = {"渡口": long, "简讯": "今日老井出水。", "渡轮": long}
    articles = "".join(
        f"<article><h1>{title}</h1><p>{text}</p></article>" for title, text in bodies.items()
    )
    teaser = '<article><a href="b.htm">另一版的文章标题</a><time>昨日</time></article>'
    (tmp_path / "a.html").write_text(f"<html><body>{articles}{teaser}", encoding="utf-8")
    (source,) = find_sources([tmp_path]).sources
    (item,) = read_file(source)
    assert isinstance(item, Page)
    assert item.text.split("\n") == [line for pair in bodies.items() for line in pair]
    assert [block.article for block in item.blocks] == ["1", "1", "2", "2", "3", "3"]
