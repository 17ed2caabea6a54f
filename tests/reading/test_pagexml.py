"""PAGE XML: order, places, roles, articles and the picture."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.layout import split_articles
from indexer.models import Block, Box, Failure, Page, Role
from indexer.reading import find_sources, read_file
from indexer.reading.pagexml import printed_lines
from indexer.reading.xmltree import parse

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<PcGts xmlns="http://schema.primaresearch.org/PAGE/gts/pagecontent/{version}">
<Metadata><Creator>某馆</Creator></Metadata>
"""


def line(text: str, points: str = "", **attributes: str) -> str:
    own = "".join(f' {name}="{value}"' for name, value in attributes.items())
    coords = f'<Coords points="{points}"/>' if points else ""
    return f"<TextLine{own}>{coords}<TextEquiv><Unicode>{text}</Unicode></TextEquiv></TextLine>"


def region(name: str, *lines: str, **attributes: str) -> str:
    own = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return f'<TextRegion id="{name}"{own}><Coords points="0,0 9,9"/>{"".join(lines)}</TextRegion>'


def sheet(*content: str, page: str = "", version: str = "2019-07-15") -> str:
    return f"{HEAD.format(version=version)}<Page {page}>{''.join(content)}</Page></PcGts>"


def only_page(root: Path) -> Page:
    (item,) = items(root)
    assert isinstance(item, Page), item
    return item


def items(root: Path) -> list[Page | Failure]:
    found = find_sources([root])
    assert not found.failed
    return [item for source in found.sources for item in read_file(source)]


def page_of(folder: Path, *content: str, page: str = "", version: str = "2019-07-15") -> Page:
    (folder / "01.xml").write_text(sheet(*content, page=page, version=version), encoding="utf-8")
    return only_page(folder)


def article(name: str, kind: str = "article") -> str:
    return f"structure {{id:{name}; type:{kind};}}"


def test_lines_run_on_and_keep_their_places(tmp_path: Path) -> None:
    page = page_of(
        tmp_path,
        region(
            "r1",
            line("渡口昨日恢复", "10,20 110,22 110,40 10,38"),
            line("通航。Ferry", "10,50 90,70"),
            line("No 7"),
        ),
        page='imageWidth="1200" imageHeight="1800"',
    )
    assert page.text == "渡口昨日恢复通航。Ferry No 7"
    assert page.blocks == (
        Block(0, 6, Box(10, 20, 110, 40)),
        Block(6, 14, Box(10, 50, 90, 70)),
        Block(15, 19),
    )
    assert (page.width, page.height) == (1200, 1800)


@pytest.mark.parametrize("version", ["2009-03-16", "2013-07-15", "2017-07-15", "2019-07-15"])
def test_every_version_is_read(tmp_path: Path, version: str) -> None:
    assert page_of(tmp_path, region("r", line("渡口通航")), version=version).text == "渡口通航"


def test_points_of_the_old_kind(tmp_path: Path) -> None:
    coords = '<Coords><Point x="5" y="6"/><Point x="50" y="60"/></Coords>'
    text = "<TextEquiv><Unicode>渡口通航</Unicode></TextEquiv>"
    page = page_of(tmp_path, region("r", f"<TextLine>{coords}{text}</TextLine>"))
    assert page.blocks[0].box == Box(5, 6, 50, 60)


@pytest.mark.parametrize("points", ["", "x,y", "1 2 3", "1,nan", "1e999,2"])
def test_points_that_are_none(tmp_path: Path, points: str) -> None:
    assert page_of(tmp_path, region("r", line("渡口通航", points))).blocks[0].box is None


def test_the_first_reading_counts(tmp_path: Path) -> None:
    readings = "".join(
        f'<TextEquiv index="{index}" conf="0.{9 - index}"><Unicode>{text}</Unicode></TextEquiv>'
        for index, text in ((1, "渡囗"), (0, "渡口"), (2, "度口"))
    )
    page = page_of(tmp_path, region("r", f"<TextLine>{readings}</TextLine>"))
    assert (page.text, page.blocks[0].confidence) == ("渡口", 0.9)


@pytest.mark.parametrize(
    "own", ["", "<TextEquiv><Unicode></Unicode></TextEquiv>", '<TextEquiv conf="0"/>']
)
def test_a_line_of_words_only(tmp_path: Path, own: str) -> None:
    words = "".join(
        f"<Word><TextEquiv><Unicode>{word}</Unicode></TextEquiv></Word>"
        for word in ("渡口", "ferry,", "No", "七")
    )
    page = page_of(tmp_path, region("r", f"<TextLine>{words}{own}</TextLine>"))
    assert (page.text, page.blocks[0].confidence) == ("渡口ferry, No七", None)


def test_lines_in_the_cells_of_a_table(tmp_path: Path) -> None:
    cells = (
        f'<TableCell row="0" col="{at}">{line(text)}</TableCell>'
        for at, text in ((0, "船名"), (1, "开行"))
    )
    table = f'<TableRegion id="t">{"".join(cells)}</TableRegion>'
    order = '<ReadingOrder><OrderedGroup id="g"><RegionRef regionRef="t"/></OrderedGroup></ReadingOrder>'
    page = page_of(tmp_path, order, region("r", line("正文")), table)
    assert page.text.split("\n") == ["船名", "开行", "正文"]


def test_a_region_without_lines(tmp_path: Path) -> None:
    text = "<TextEquiv><Unicode>渡口昨日\n恢复通航。</Unicode></TextEquiv>"
    page = page_of(tmp_path, region("r", text), region("s", "<TextLine/>", text))
    assert page.text == "渡口昨日恢复通航。\n渡口昨日恢复通航。"
    assert [block.box for block in page.blocks] == [Box(0, 0, 9, 9)] * 4


def test_the_reading_order_with_groups_in_groups(tmp_path: Path) -> None:
    order = """<ReadingOrder><OrderedGroup id="g">
      <OrderedGroupIndexed id="h" index="10"><RegionRefIndexed index="1" regionRef="己"/>
        <RegionRefIndexed index="0" regionRef="戊"/></OrderedGroupIndexed>
      <RegionRefIndexed index="1" regionRef="乙"/>
      <UnorderedGroupIndexed id="u" index="2"><RegionRef regionRef="丁"/>
        <RegionRef regionRef="丙"/></UnorderedGroupIndexed>
      <RegionRefIndexed index="0" regionRef="甲"/><RegionRefIndexed index="3" regionRef="无"/>
    </OrderedGroup></ReadingOrder>"""
    page = page_of(tmp_path, order, *(region(name, line(name)) for name in "庚己戊丁丙乙甲辛"))
    assert page.text.split("\n") == list("甲乙丁丙戊己庚辛")


def test_a_region_in_another_follows_it(tmp_path: Path) -> None:
    order = '<ReadingOrder><UnorderedGroup id="g"><RegionRef regionRef="乙"/></UnorderedGroup></ReadingOrder>'
    inner = region("丙", line("丙"))
    outer = region("乙", line("乙"), inner, custom=article("a1"))
    page = page_of(tmp_path, order, region("甲", line("甲")), outer)
    assert page.text.split("\n") == ["乙", "丙", "甲"]
    assert [block.article for block in page.blocks] == ["a1", "a1", ""]


@pytest.mark.parametrize(
    ("kind", "role"),
    [
        ("heading", Role.TITLE),
        ("caption", Role.CAPTION),
        ("credit", Role.BYLINE),
        ("header", Role.OTHER),
        ("footer", Role.OTHER),
        ("page-number", Role.OTHER),
        ("paragraph", None),
        ("drop-capital", None),
    ],
)
def test_the_kind_of_a_region_is_its_role(tmp_path: Path, kind: str, role: Role | None) -> None:
    page = page_of(tmp_path, region("r", line("渡口"), type=kind))
    assert page.blocks[0].role is role


def test_articles_of_regions_and_of_lines(tmp_path: Path) -> None:
    page = page_of(
        tmp_path,
        region(
            "r",
            line("渡口通航"),
            line("电车改道", custom=f"readingOrder {{index:1;}} {article('a2')}"),
            line("始于昨日", custom=article("a2")),
            custom=article("a1"),
        ),
    )
    assert page.text == "渡口通航\n电车改道始于昨日"
    assert [block.article for block in page.blocks] == ["a1", "a2", "a2"]


def test_the_pages_articles_and_their_titles(tmp_path: Path) -> None:
    body = "昨日上午，渡口恢复通航，首班渡轮载客二百人。"
    other = "电车公司称，三路电车今起改道北街。"
    page = page_of(
        tmp_path,
        region("h", line("江城晚报"), type="header"),
        region("t1", line("渡口通航"), line("首班满载"), type="heading", custom=article("a1")),
        region("t2", line("电车改道"), type="heading", custom=article("a2")),
        region("b1", line(body), type="paragraph", custom=article("a1")),
        region("b2", line(other), type="paragraph", custom=article("a2")),
    )
    articles = split_articles(page)
    assert [(one.title, one.text) for one in articles] == [
        ("渡口通航 首班满载", body),
        ("电车改道", other),
        ("", ""),
    ]


def test_the_picture_beside_it(tmp_path: Path) -> None:
    (tmp_path / "扫描.jpg").write_bytes(b"\xff\xd8")
    content = region("r", line("渡口"))
    page = page_of(tmp_path, content, page='imageFilename="C:\\scans\\扫描.jpg"')
    assert page.image == str(tmp_path / "扫描.jpg")
    assert not find_sources([tmp_path]).skipped


def test_the_picture_of_the_same_name(tmp_path: Path) -> None:
    (tmp_path / "01.TIF").write_bytes(b"II")
    page = page_of(tmp_path, region("r", line("渡口")), page='imageFilename="gone.png"')
    assert page.image == str(tmp_path / "01.TIF")
    (tmp_path / "别的.jpg").write_bytes(b"\xff\xd8")
    names = [source.path.name for source in find_sources([tmp_path]).sources]
    assert names == ["01.xml", "别的.jpg"]  # the picture of the page is not read by itself


@pytest.mark.parametrize("how", ["up", "absolute", "link"])
def test_no_picture_outside_the_folder(tmp_path: Path, how: str) -> None:
    secret = tmp_path / "secret.png"
    secret.write_bytes(b"\x89PNG")
    folder = tmp_path / "archive"
    folder.mkdir()
    name = {"up": "../secret.png", "absolute": str(secret), "link": "link.png"}[how]
    if how == "link":
        (folder / "link.png").symlink_to(secret)
    (folder / "01.xml").write_text(
        sheet(region("r", line("渡口")), page=f'imageFilename="{name}"'), encoding="utf-8"
    )
    (source,) = find_sources([folder]).sources
    (page,) = read_file(source)
    assert isinstance(page, Page)
    assert page.image == ""


def test_its_path_says_which_page_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "江城晚报/1931-05-01"
    folder.mkdir(parents=True)
    (folder / "03.xml").write_text(sheet(region("r", line("渡口"))), encoding="utf-8")
    (folder / "page.toml").write_text('section = "本埠"', encoding="utf-8")
    page = only_page(tmp_path)
    assert (page.id, page.section) == ("江城晚报/1931-05-01/03", "本埠")
    assert page.digest == find_sources([tmp_path]).sources[0].digest


@pytest.mark.parametrize(
    ("outer", "own", "points", "vertical"),
    [
        ("", "", "0,0 20,300", True),
        ("", "", "0,0 300,20", False),
        ('readingDirection="top-to-bottom"', "", "0,0 300,20", True),
        ('readingDirection="top-to-bottom"', "left-to-right", "0,0 20,300", False),
        ('textLineOrder="right-to-left"', "", "", True),
        ('textLineOrder="top-to-bottom"', "", "0,0 20,300", False),
    ],
)
def test_which_lines_run_down(outer: str, own: str, points: str, vertical: bool) -> None:
    attributes = {"readingDirection": own} if own else {}
    root = parse(
        sheet(region("r", line("渡口通航", points, **attributes)), page=outer).encode(), Path("x")
    )
    ((printed, _),) = printed_lines(root[1][0])
    assert printed.vertical is vertical


def test_a_page_without_text(tmp_path: Path) -> None:
    (tmp_path / "01.xml").write_text(sheet(region("r")), encoding="utf-8")
    (failure,) = items(tmp_path)
    assert isinstance(failure, Failure)
    assert failure.reason.startswith("没有文字")


def test_the_text_of_a_region_whose_lines_are_only_drawn(tmp_path: Path) -> None:
    drawn = '<TextLine><Coords points="1,1 2,2"/></TextLine>'
    own = "<TextEquiv><Unicode>渡口昨日\n恢复通航。</Unicode></TextEquiv>"
    inner = region("s", drawn)
    assert page_of(tmp_path, region("r", drawn, drawn, own)).text == "渡口昨日恢复通航。"
    assert page_of(tmp_path, region("r", inner, own)).text == "渡口昨日恢复通航。"
    assert page_of(tmp_path, region("r", drawn, line("渡口"), own)).text == "渡口"


@pytest.mark.parametrize(
    "said",
    ['type="article"', 'caption="Article 1"', 'custom="structure {id:甲; type:article;}"'],
    ids=["type", "caption", "custom"],
)
def test_articles_by_groups_of_the_reading_order(tmp_path: Path, said: str) -> None:
    order = f"""<ReadingOrder><OrderedGroup id="all">
      <OrderedGroupIndexed id="甲" index="0" {said}><RegionRefIndexed index="0" regionRef="r1"/>
        <UnorderedGroupIndexed id="g" index="1"><RegionRef regionRef="r2"/></UnorderedGroupIndexed>
      </OrderedGroupIndexed>
      <RegionRefIndexed index="1" regionRef="r3"/></OrderedGroup></ReadingOrder>"""
    regions = [
        region("r3", line("广告")),
        region("r2", line("昨日通航。")),
        region("r1", line("渡口通航"), type="heading"),
    ]
    page = page_of(tmp_path, order, *regions)
    assert page.text == "渡口通航\n昨日通航。\n广告"
    assert [block.article for block in page.blocks] == ["甲", "甲", ""]


def test_a_regions_own_article_goes_before_its_groups(tmp_path: Path) -> None:
    order = """<ReadingOrder><UnorderedGroup id="甲" type="article"><RegionRef regionRef="r1"/>
      <UnorderedGroup id="乙" type="article"><RegionRef regionRef="r2"/></UnorderedGroup>
    </UnorderedGroup></ReadingOrder>"""
    own = region("r1", line("渡口"), custom=article("a1"))
    page = page_of(tmp_path, order, own, region("r2", line("老井")))
    assert [block.article for block in page.blocks] == ["a1", "乙"]
