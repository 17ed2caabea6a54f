"""ALTO: order, places, confidence, sizes, roles, articles and the picture."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.layout import split_articles
from indexer.models import Block, Box, Failure, Page, Role
from indexer.reading import find_sources, read_file


def string(text: str, more: str = "") -> str:
    return f'<String CONTENT="{text}" {more}/>'


def line(*words: str, more: str = "") -> str:
    content = "".join(word if word.startswith("<") else string(word) for word in words)
    return f"<TextLine {more}>{content}</TextLine>"


def block(name: str, *lines: str, more: str = "") -> str:
    content = "".join(one if one.startswith("<") else line(one) for one in lines)
    return f'<TextBlock ID="{name}" {more}>{content}</TextBlock>'


def alto(*blocks: str, head: str = "", page: str = "", around: str = "", version: str = "4") -> str:
    space = f"http://www.loc.gov/standards/alto/ns-v{version}#"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><alto xmlns="{space}">{head}'
        f'<Layout><Page ID="P1" {page}>{around}<PrintSpace>{"".join(blocks)}</PrintSpace>'
        "</Page></Layout></alto>"
    )


def page_of(folder: Path, data: str) -> Page:
    (folder / "01.xml").write_text(data, encoding="utf-8")
    (source,) = find_sources([folder]).sources
    (item,) = read_file(source)
    assert isinstance(item, Page), item
    return item


def at(x: int, y: int, width: int, height: int) -> str:
    return f'HPOS="{x}" VPOS="{y}" WIDTH="{width}" HEIGHT="{height}"'


@pytest.mark.parametrize("version", ["2", "3", "4"])
def test_lines_run_on_and_keep_their_places(tmp_path: Path, version: str) -> None:
    blocks = block(
        "b1",
        line(
            string("渡口", 'WC="0.5"'), "<SP/>", string("昨日", 'WC="1"'), more=at(10, 20, 100, 18)
        ),
        line(string("通航。", at(10, 50, 40, 18)), string("二百", at(50, 48, 40, 18))),
    )
    page = page_of(
        tmp_path,
        alto(blocks, block("b2", "电车"), page='WIDTH="900" HEIGHT="1400"', version=version),
    )
    assert page.text == "渡口昨日通航。二百\n电车"
    assert page.blocks == (
        Block(0, 4, Box(10, 20, 110, 38), 0.75),
        Block(4, 9, Box(10, 48, 90, 68)),
        Block(10, 12),
    )
    assert (page.width, page.height) == (900, 1400)


def test_spaces_between_latin_words_only(tmp_path: Path) -> None:
    words = line("The", "<SP/>", "Crystal,", "<SP/>", "1939", "<SP/>", "年", "<SP/>", "A", "B")
    assert page_of(tmp_path, alto(block("b", words))).text == "The Crystal, 1939年AB"


def test_a_hyphen_goes_and_the_word_is_whole(tmp_path: Path) -> None:
    halves = 'SUBS_TYPE="HypPart{}" SUBS_CONTENT="ferryboat"'
    page = page_of(
        tmp_path,
        alto(
            block(
                "b",
                line("A", "<SP/>", string("ferry", halves.format(1)), '<HYP CONTENT="-"/>'),
                line(string("boat", halves.format(2)), "<SP/>", "left"),
                line(string("alone", halves.format(2))),
            )
        ),
    )
    assert page.text == "A ferryboat left alone"


@pytest.mark.parametrize(
    ("between", "said", "expected"),
    [
        ("", 'SUBS_CONTENT="ferryboat"', ["A ferryboat", "left"]),
        ("", "", ["A ferryboat", "left"]),
        ('SUBS_TYPE="HypPart2" SUBS_CONTENT="airline"', 'SUBS_CONTENT="ferryboat"',
         ["A ferryboat", "line", "left"]),
        ('SUBS_TYPE="HypPart2" SUBS_CONTENT="airline"', "",
         ["A ferryboat", "line", "boat left"]),
    ],
    ids=["the same word", "no word said", "another between", "another between, no word said"],
)  # fmt: skip
def test_a_word_broken_at_a_columns_end(
    tmp_path: Path, between: str, said: str, expected: list[str]
) -> None:
    first = string("ferry", 'SUBS_TYPE="HypPart1" SUBS_CONTENT="ferryboat"')
    second = string("boat", f'SUBS_TYPE="HypPart2" {said}')
    blocks = [block("a", line("A", "<SP/>", first)), block("c", line(second, "<SP/>", "left"))]
    if between:
        blocks.insert(1, block("b", line(string("line", between))))
    assert page_of(tmp_path, alto(*blocks)).text.split("\n") == expected


@pytest.mark.parametrize(
    ("unit", "size"), [("pixel", 20), ("mm10", 20 * 254 / 72), ("inch1200", 20 * 1200 / 72)]
)
def test_the_size_of_characters_is_in_the_units_of_the_boxes(
    tmp_path: Path, unit: str, size: float
) -> None:
    head = (
        f"<Description><MeasurementUnit>{unit}</MeasurementUnit></Description><Styles>"
        '<TextStyle ID="big" FONTSIZE="20"/><TextStyle ID="small" FONTSIZE="8"/>'
        '<ParagraphStyle ID="par"/></Styles>'
    )
    own = line(string("通航", 'STYLEREFS="big"'))
    page = page_of(tmp_path, alto(block("b", "渡口", own, more='STYLEREFS="par big"'), head=head))
    assert [one.font_size for one in page.blocks] == pytest.approx([size, size])


def test_blocks_in_composed_blocks_and_margins(tmp_path: Path) -> None:
    inner = f'<ComposedBlock ID="c"><ComposedBlock ID="d">{block("a", "甲")}</ComposedBlock></ComposedBlock>'
    margin = f"<TopMargin>{block('m', '江城晚报')}</TopMargin>"
    page = page_of(tmp_path, alto(inner, block("b", "乙"), around=margin))
    assert page.text.split("\n") == ["江城晚报", "甲", "乙"]
    assert [one.role for one in page.blocks] == [Role.OTHER, None, None]


def test_the_reading_order_of_version_4(tmp_path: Path) -> None:
    order = """<ReadingOrder><OrderedGroup ID="g"><ElementRef ID="e1" REF="丙"/>
      <OrderedGroup ID="h"><ElementRef ID="e2" REF="甲"/></OrderedGroup></OrderedGroup></ReadingOrder>"""
    data = alto(*(block(name, name) for name in "甲乙丙")).replace("<Layout>", f"<Layout>{order}")
    assert page_of(tmp_path, data).text.split("\n") == ["丙", "甲", "乙"]


TAGS = """<Tags><LayoutTag ID="t0" LABEL="headline"/><StructureTag ID="t1" LABEL="Article 1"/>
<StructureTag ID="t2" LABEL="article2"/><LayoutTag ID="t3" LABEL="byline"/></Tags>"""


def test_the_pages_articles_and_their_titles(tmp_path: Path) -> None:
    body = "昨日上午，渡口恢复通航，首班渡轮载客二百人。"
    other = "电车公司称，三路电车今起改道北街。"
    title = block("b1", "渡口", "通航", more='TAGREFS="t0 t1"')
    second = block("b3", "电车改道", more='TAGREFS="t0"') + block("b4", other)
    page = page_of(
        tmp_path,
        alto(
            title,
            f'<ComposedBlock ID="c" TAGREFS="t2">{second}</ComposedBlock>',
            block("b5", "本报记者　何平", more='TAGREFS="t1 t3"'),
            block("b2", body, more='TAGREFS="t1"'),
            head=TAGS,
        ),
    )
    articles = split_articles(page)
    assert [(one.title, one.byline.names, one.text) for one in articles] == [
        ("渡口 通航", ("何平",), body),
        ("电车改道", (), other),
    ]


def test_a_tag_for_articles_as_such_names_none(tmp_path: Path) -> None:
    head = '<Tags><LayoutTag ID="t" LABEL="article"/></Tags>'
    page = page_of(tmp_path, alto(block("b", "渡口", more='TAGREFS="t"'), head=head))
    assert page.blocks[0].article == ""


def test_the_picture_it_names(tmp_path: Path) -> None:
    (tmp_path / "img").mkdir()
    (tmp_path / "img/0001.jp2").write_bytes(b"")
    head = (
        "<Description><sourceImageInformation><fileName>img/0001.jp2</fileName>"
        "</sourceImageInformation></Description>"
    )
    page = page_of(tmp_path, alto(block("b", "渡口"), head=head))
    assert page.image == str(tmp_path / "img/0001.jp2")
    assert not find_sources([tmp_path]).skipped


def test_its_path_says_which_page_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "江城晚报/1931-05-01"
    folder.mkdir(parents=True)
    (folder / "A03.xml").write_text(alto(block("b", "渡口")), encoding="utf-8")
    (source,) = find_sources([tmp_path]).sources
    (page,) = read_file(source)
    assert isinstance(page, Page)
    assert (page.id, page.digest) == ("江城晚报/1931-05-01/A03", source.digest)


@pytest.mark.parametrize("data", [alto(), alto(block("b", line()))], ids=["no block", "no word"])
def test_a_page_without_text(tmp_path: Path, data: str) -> None:
    (tmp_path / "01.xml").write_text(data, encoding="utf-8")
    (source,) = find_sources([tmp_path]).sources
    (failure,) = read_file(source)
    assert isinstance(failure, Failure)
    assert failure.reason.startswith("没有文字")


def test_more_than_one_page_in_a_file(tmp_path: Path) -> None:
    data = alto(block("b", "渡口")).replace("</Layout>", "<Page/></Layout>")
    (tmp_path / "01.xml").write_text(data, encoding="utf-8")
    (source,) = find_sources([tmp_path]).sources
    (failure,) = read_file(source)
    assert isinstance(failure, Failure)
    assert failure.reason.startswith("一个文件里有 2 版")
