"""Files of digital newspapers: parts of an article, several articles, lists, encodings, odd files."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.layout import split_articles
from indexer.models import Failure, Page
from indexer.reading import SourceFile, find_sources, read_file

BODY = "<p>　　停航两年的渡口昨日恢复通航。</p><p>首日运送旅客1260人次。<script>x()</script></p>"
FOUNDER = f"""<html><head><title>江城晚报数字报</title><meta charset="utf-8">
<!--enpproperty <articleid>7</articleid><date>2021-05-01 06:00:00.0</date><author>苏禾</author>
<title>柳林渡口昨日恢复通航</title><subtitle>首日一千二百人</subtitle><introtitle>停航两年</introtitle>
<nodename>第03版：民生</nodename>/enpproperty--></head>
<body><div class="nav"><a href="node_2.htm">第01版：要闻</a></div>
<founder-pretitle>停航两年</founder-pretitle><founder-title>柳林渡口昨日恢复通航</founder-title>
<founder-subtitle>首日一千二百人</founder-subtitle><founder-author>□本报记者 苏 禾</founder-author>
<div id="ozoom"><founder-content>{BODY}</founder-content></div>
<footer>版权所有</footer></body></html>"""
CLASSES = f"""<html><body><nav>首页</nav><p class="yinti">停航两年</p><h1>柳林渡口昨日恢复通航</h1>
<h2 class="fubiaoti">首日一千二百人</h2><p class="author">本报记者 苏禾</p>
<div class="articleContent">{BODY}<h3>码头</h3><figcaption>图为渡口。</figcaption></div>
<div class="share">分享到</div></body></html>"""
SEVERAL = """<html><body><h2>第03版：民生</h2>
<article><h1>渡口通航</h1><p class="author">苏 禾</p><div class="content"><p>开船。</p></div></article>
<article><h1>老井出水</h1><div class="content"><p>出水。</p></div></article></body></html>"""
LIST = "<html><body>" + "".join(
    f'<li><a href="content_{n}.htm">柳林渡口昨日恢复通航之{n}</a></li>' for n in range(20)
) + "</body></html>"  # fmt: skip


def read(path: Path, text: str | bytes) -> Page | Failure:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    (item,) = read_file(SourceFile(path, path.parent, "d"))
    return item


def page_of(path: Path, text: str | bytes) -> Page:
    page = read(path, text)
    assert isinstance(page, Page), page
    return page


def test_an_article_of_founder(tmp_path: Path) -> None:
    page = page_of(tmp_path / "content_7.htm", FOUNDER)
    (article,) = split_articles(page)
    assert (article.kicker, article.title, article.subtitle) == (
        "停航两年", "柳林渡口昨日恢复通航", "首日一千二百人",
    )  # fmt: skip
    assert article.byline.names == ("苏禾",)
    assert article.text == "　　停航两年的渡口昨日恢复通航。\n首日运送旅客1260人次。".replace(
        "　　", ""
    )
    assert (page.date, page.number) == ("2021-05-01", "1")


def test_an_article_by_its_classes(tmp_path: Path) -> None:
    (article,) = split_articles(page_of(tmp_path / "7.html", CLASSES))
    assert (article.kicker, article.title, article.subtitle) == (
        "停航两年", "柳林渡口昨日恢复通航", "首日一千二百人",
    )  # fmt: skip
    assert article.text.split("\n")[-2:] == ["码头", "图为渡口。"]
    assert "分享到" not in article.text and "首页" not in article.text


def test_what_no_reader_sees_fills_what_is_missing(tmp_path: Path) -> None:
    head = """<meta property="og:title" content="柳林渡口昨日恢复通航">
    <meta property="og:site_name" content="江城晚报">
    <script type="application/ld+json">{"datePublished": "2021-05-01T06:00:00+08:00",
    "author": {"name": "苏禾"}}</script>"""
    page = page_of(tmp_path / "a.html", f"<html><head>{head}</head><body>{BODY}</body></html>")
    assert (page.headline, page.byline, page.newspaper, page.date) == (
        "柳林渡口昨日恢复通航", "苏禾", "江城晚报", "2021-05-01",
    )  # fmt: skip


def test_a_page_of_several_articles(tmp_path: Path) -> None:
    page = page_of(tmp_path / "江城晚报" / "2021-05-01" / "page.html", SEVERAL)
    first, second = split_articles(page)
    assert (first.title, first.text, second.title, second.text) == (
        "渡口通航", "开船。", "老井出水", "出水。",
    )  # fmt: skip
    assert (page.number, page.section, page.id) == ("3", "民生", "江城晚报/2021-05-01/3/page")


@pytest.mark.parametrize("folders", ["2021-05/01", "202105/01", "20210501"])
def test_folders_say_the_date(tmp_path: Path, folders: str) -> None:
    page = page_of(tmp_path / "html" / folders / "content_1.htm", f"<h1>渡口</h1>{BODY}")
    assert page.date == "2021-05-01"


def test_files_of_a_page_have_ids_of_their_own(tmp_path: Path) -> None:
    folder = tmp_path / "江城晚报" / "2021-05-01"
    pages = [
        page_of(folder / f"content_{n}.htm", f"<p>第02版：要闻</p><h1>渡口{n}</h1>{BODY}")
        for n in (1, 2)
    ]
    assert [page.id for page in pages] == [
        "江城晚报/2021-05-01/2/content_1", "江城晚报/2021-05-01/2/content_2",
    ]  # fmt: skip


def test_a_list_is_skipped_with_its_reason(tmp_path: Path) -> None:
    (tmp_path / "node_2.htm").write_text(LIST, encoding="utf-8")
    (tmp_path / "content_7.htm").write_text(FOUNDER, encoding="utf-8")
    found = find_sources([tmp_path])
    assert [source.path.name for source in found.sources] == ["content_7.htm"]
    assert [item.reason[:4] for item in found.skipped] == ["是版面或"]


@pytest.mark.parametrize("encoding", ["gb2312", "gbk", "big5", "utf-8", "utf-16"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    words = "停航兩年的渡口昨日恢復通航" if encoding == "big5" else "停航两年的渡口昨日恢复通航"
    named = (
        ""
        if encoding == "utf-16"
        else f'<meta http-equiv="x" content="text/html; charset={encoding}">'
    )
    data = f"<html><head>{named}</head><body><h1>渡口</h1><p>{words}</p></body></html>".encode(
        encoding
    )
    assert page_of(tmp_path / "a.htm", data).text == words


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "空白文件"),
        (b"<html><body><script>x</script></body></html>", "空白文件"),
        ("<div>" * 100_000 + "渡口", "嵌套太深"),
        (b"\xff\xd8\xff\xe0", "JPEG"),
    ],
    ids=["empty", "script only", "deep", "a picture"],
)
def test_what_is_no_page(tmp_path: Path, data: str | bytes, why: str) -> None:
    begin = time.monotonic()
    failed = read(tmp_path / "a.html", data)
    assert isinstance(failed, Failure) and why in failed.reason
    assert time.monotonic() - begin < 5


def test_nothing_is_fetched_and_no_entity_is_expanded(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("机密", encoding="utf-8")
    text = f"""<!DOCTYPE html [<!ENTITY a SYSTEM "file://{tmp_path}/secret"><!ENTITY b "&a;&a;">]>
    <html><body><h1>渡口</h1><p>开船&a;&b;</p><iframe src="http://example.invalid/"></iframe></body></html>"""
    page = page_of(tmp_path / "a.html", text)
    assert "机密" not in page.text


@given(st.integers(0, len(FOUNDER) - 1), st.integers(0, 60), st.text(max_size=6))
def test_a_damaged_file_is_a_page_or_a_failure(
    tmp_path_factory: pytest.TempPathFactory, at: int, length: int, other: str
) -> None:
    text = FOUNDER[:at] + other + FOUNDER[at + length :]
    path = tmp_path_factory.getbasetemp() / "html" / "a.htm"
    item = read(path, text.encode("utf-8", "surrogatepass"))
    if isinstance(item, Page):
        split_articles(item)
    assert isinstance(item, Page | Failure)
