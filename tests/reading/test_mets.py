"""METS: the files, their order, the articles, the title and date of an issue."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from indexer.layout import split_articles
from indexer.models import Failure, Page, Role
from indexer.reading import find_sources, read_file
from tests.reading import test_pagexml as page_xml
from tests.reading.test_alto import alto, block, line

BODY = "昨日上午，渡口恢复通航，首班渡轮载客二百人。"
OTHER = "电车公司称，三路电车今起改道北街。"


def file(name: str, href: str) -> str:
    return (
        f'<file ID="{name}" MIMETYPE="text/xml"><FLocat LOCTYPE="URL" xlink:href="{href}"/></file>'
    )


def area(name: str, begin: str) -> str:
    return f'<fptr><area FILEID="{name}" BETYPE="IDREF" BEGIN="{begin}"/></fptr>'


def div(kind: str, *content: str, more: str = "") -> str:
    return f'<div TYPE="{kind}" {more}>{"".join(content)}</div>'


def mods(name: str, title: str = "", date: str = "", more: str = "") -> str:
    return (
        f'<dmdSec ID="{name}"><mdWrap MDTYPE="MODS"><xmlData><mods xmlns="http://www.loc.gov/mods/v3">'
        f"<titleInfo><title>{title}</title></titleInfo>"
        f"<originInfo><dateIssued>{date}</dateIssued></originInfo>{more}"
        "</mods></xmlData></mdWrap></dmdSec>"
    )


def mets(files: str, *maps: str, described: str = "") -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><mets:mets xmlns:mets="http://www.loc.gov/METS/" '
        'xmlns="http://www.loc.gov/METS/" xmlns:xlink="http://www.w3.org/1999/xlink">'
        f'{described}<fileSec><fileGrp USE="ALTO">{files}</fileGrp></fileSec>{"".join(maps)}'
        "</mets:mets>"
    )


def pages_map(*names: str, more: str = "") -> str:
    pages = (div("PAGE", f'<fptr FILEID="{name}"/>', more=more) for name in names)
    return f'<structMap TYPE="PHYSICAL">{div("ISSUE", *pages)}</structMap>'


def articles_map(*articles: str) -> str:
    return f'<structMap TYPE="LOGICAL">{div("Newspaper", *articles)}</structMap>'


ISSUE = mets(
    file("F1", "alto/1.xml"),
    pages_map("F1"),
    articles_map(div("ARTICLE", area("F1", "b"), more='LABEL="渡口通航"')),
    described=mods("D1", "江城晚报", "1931-05-01"),
)


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def items(folder: Path) -> list[Page | Failure]:
    found = find_sources([folder])
    assert (found.failed, found.skipped) == ([], [])
    return [item for source in found.sources for item in read_file(source)]


def pages(folder: Path) -> list[Page]:
    found = items(folder)
    assert all(isinstance(item, Page) for item in found), found
    return [item for item in found if isinstance(item, Page)]


def test_an_issue_with_its_pages_articles_and_titles(tmp_path: Path) -> None:
    first = alto(
        block("t", "渡口", "通航"), block("o", OTHER), block("b", BODY), block("z", "广告")
    )
    second = alto(block("t", "电车改道"), block("b", OTHER))
    heading = div("HEADING", div("TITLE", area("F1", "t")))
    structure = articles_map(
        div("ARTICLE", heading, div("BODY", area("F1", "b")), more='ID="A1" LABEL="渡口通航"'),
        div(
            "Article",
            div("body", area("F1", "o")),
            div("headline", area("F2", "t")),
            div("BODY", div("PARAGRAPH", area("F2", "b"))),
        ),
    )
    files = file("F2", "alto/2.xml") + file("F1", "file:./alto/1.xml")
    write(
        tmp_path,
        {
            "mets.xml": mets(
                files,
                pages_map("F1", "F2"),
                structure,
                described=mods("D1", "江城晚报", "1931-05-01"),
            ),
            "alto/1.xml": first,
            "alto/2.xml": second,
        },
    )
    one, two = pages(tmp_path)
    assert [one.id, two.id] == ["江城晚报/1931-05-01/01", "江城晚报/1931-05-01/02"]
    assert one.text.split("\n") == ["渡口", "通航", BODY, OTHER, "广告"]
    assert [(a.title, a.text) for a in split_articles(one)] == [
        ("渡口 通航", BODY),
        ("", OTHER),
        ("", ""),  # what no article has
    ]
    assert [(a.title, a.text) for a in split_articles(two)] == [("电车改道", OTHER)]
    assert (one.source, one.newspaper, one.date, one.number) == (
        str(tmp_path / "mets.xml"), "江城晚报", "1931-05-01", "01",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "role"),
    [
        ("TITLE", Role.TITLE),
        ("heading", Role.TITLE),
        ("Headline", Role.TITLE),
        ("SUBHEADLINE", Role.SUBTITLE),
        ("byline", Role.BYLINE),
        ("AUTHOR", Role.BYLINE),
        ("caption", Role.CAPTION),
        ("body", Role.BODY),
        ("np:Body", Role.BODY),
        ("other", None),
    ],
)
def test_the_kind_of_a_division_is_a_role(tmp_path: Path, kind: str, role: Role | None) -> None:
    structure = articles_map(div("ARTICLE", div(kind, area("F1", "b"))))
    write(
        tmp_path,
        {"m.xml": mets(file("F1", "1.xml"), structure), "1.xml": alto(block("b", "渡口"))},
    )
    (page,) = pages(tmp_path)
    assert page.blocks[0].role is role


def test_a_label_that_stands_in_the_text_is_the_title(tmp_path: Path) -> None:
    structure = articles_map(
        div("ARTICLE", area("F1", "t"), area("F1", "b"), more='LABEL="渡口 通航"'),
        div("ARTICLE", area("F1", "o"), more='LABEL="电车公司称"'),
    )
    write(
        tmp_path,
        {
            "m.xml": mets(file("F1", "1.xml"), structure),
            "1.xml": alto(block("t", "渡口通航"), block("b", BODY), block("o", "电车公司称", "。")),
        },
    )
    (page,) = pages(tmp_path)
    assert [one.role for one in page.blocks] == [Role.TITLE, None, None, None]
    assert split_articles(page)[0].title == "渡口通航"


def test_a_composed_block_and_a_whole_file_of_an_article(tmp_path: Path) -> None:
    inner = f'<ComposedBlock ID="c">{block("x", "甲")}{block("y", "乙")}</ComposedBlock>'
    structure = articles_map(
        div("ARTICLE", area("F1", "c"), more='ID="A1"'),
        div("ARTICLE", '<fptr FILEID="F2"/>', more='ID="A2"'),
    )
    write(
        tmp_path,
        {
            "m.xml": mets(file("F1", "1.xml") + file("F2", "2.xml"), structure),
            "1.xml": alto(block("z", "丙"), inner),
            "2.xml": alto(block("z", "丁")),
        },
    )
    first, second = pages(tmp_path)
    assert first.text.split("\n") == ["甲", "乙", "丙"]
    assert [one.article for one in first.blocks] == ["A1", "A1", ""]
    assert [one.article for one in second.blocks] == ["A2"]


def test_missing_and_damaged_files_are_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    names = {"F1": "1.xml", "F2": "2.xml", "F3": "3.xml", "F4": "http://example.invalid/4.xml"}
    good = alto(block("b", "渡口"))
    write(
        tmp_path,
        {
            "江城晚报/1931-05-01/mets.xml": mets(
                "".join(file(*pair) for pair in [*names.items(), ("F5", "alto/5.xml")]),
                pages_map("F5", "F2", "F1", "F3", "F4"),
            ),
            "江城晚报/1931-05-01/2.xml": good[:-30],
            "江城晚报/1931-05-01/3.xml": good,
            "江城晚报/1931-05-01/alto/5.xml": good,
        },
    )
    found = items(tmp_path)
    assert [isinstance(item, Page) for item in found] == [True, False, False, True, False]
    assert [item.id for item in found if isinstance(item, Page)] == [
        "江城晚报/1931-05-01/01",
        "江城晚报/1931-05-01/3",
    ]
    failed = [item for item in found if isinstance(item, Failure)]
    assert [Path(item.path).name for item in failed] == ["2.xml", "1.xml", "mets.xml"]
    assert "4.xml" in failed[2].reason


@pytest.mark.parametrize(
    "href",
    [
        "../secret.xml",
        "alto/../../secret.xml",
        "{secret}",
        "file://{secret}",
        "file:///{secret}",
        "link.xml",
        "%2e%2e/secret.xml",
        "..\\secret.xml",
        "ftp://localhost{secret}",
        "pipe.xml",
        "folder.xml",
        "x" * 300 + "/../../secret.xml",
        "a&#10;b.xml/../../secret.xml",
        "mets.xml",
    ],
)
def test_nothing_outside_the_folder_is_read(tmp_path: Path, href: str) -> None:
    secret = tmp_path / "secret.xml"
    folder = tmp_path / "archive"
    write(tmp_path, {"secret.xml": alto(block("b", "秘密"))})
    href = href.format(secret=secret)
    write(folder, {"mets.xml": mets(file("F1", href))})
    (folder / "link.xml").symlink_to(secret)
    (folder / "folder.xml").mkdir()
    os.mkfifo(folder / "pipe.xml")
    (source,) = find_sources([folder]).sources
    (item,) = read_file(source)
    assert isinstance(item, Failure), item


def test_a_name_too_long_for_the_disk(tmp_path: Path) -> None:
    write(tmp_path, {"mets.xml": mets(file("F1", "x" * 300 + ".xml"))})
    (item,) = items(tmp_path)
    assert isinstance(item, Failure)


def test_names_as_programs_write_them(tmp_path: Path) -> None:
    names = ["a/一 版.xml", "a/2.xml", "a/3.xml", "a/4.xml"]
    write(tmp_path, {name: alto(block("b", name[2])) for name in names})
    hrefs = [
        "a/%E4%B8%80%20%E7%89%88.xml",
        "file://./a/2.xml",
        "a\\3.xml",
        f"file://{tmp_path}/a/4.xml",
    ]
    write(tmp_path, {"m.xml": mets("".join(file(f"F{n}", h) for n, h in enumerate(hrefs)))})
    assert [page.text for page in pages(tmp_path)] == ["一", "2", "3", "4"]


def test_the_files_it_names_are_no_sources_but_part_of_its_digest(tmp_path: Path) -> None:
    write(tmp_path, {"m.xml": ISSUE, "alto/1.xml": alto(block("b", "渡口")), "alto/1.png": ""})
    (before,) = find_sources([tmp_path]).sources
    (page,) = read_file(before)
    write(tmp_path, {"alto/1.png": "other"})
    (same,) = find_sources([tmp_path]).sources
    write(tmp_path, {"alto/1.xml": alto(block("b", "电车"))})
    (after,) = find_sources([tmp_path]).sources
    (other,) = read_file(after)
    assert before.digest == same.digest != after.digest
    assert isinstance(page, Page) and isinstance(other, Page)
    assert page.digest != other.digest
    assert page.image == str(tmp_path / "alto/1.png")


def test_a_changed_file_changes_its_own_page_only(tmp_path: Path) -> None:
    structure = mets(file("F1", "1.xml") + file("F2", "2.xml"))
    write(
        tmp_path,
        {"m.xml": structure, "1.xml": alto(block("b", "甲")), "2.xml": alto(block("b", "乙"))},
    )
    before = [page.digest for page in pages(tmp_path)]
    write(tmp_path, {"2.xml": alto(block("b", "丙"))})
    after = [page.digest for page in pages(tmp_path)]
    assert before[0] == after[0] and before[1] != after[1]


def test_pictures_of_the_pages(tmp_path: Path) -> None:
    files = file("F1", "alto/1.xml") + file("I1", "img/p1.tif") + file("I2", "img/p2.tif")
    structure = (
        '<structMap TYPE="PHYSICAL"><div TYPE="page"><fptr FILEID="I1"/><fptr FILEID="F1"/></div>'
        "</structMap>"
    )
    write(
        tmp_path,
        {"m.xml": mets(files, structure), "alto/1.xml": alto(block("b", "渡口"))}
        | {"img/p1.tif": "", "img/p2.tif": ""},
    )
    (page,) = pages(tmp_path)
    assert page.image == str(tmp_path / "img/p1.tif")


def test_pictures_of_an_issue_without_alto_are_pages_by_themselves(tmp_path: Path) -> None:
    files = file("I1", "img/1.jpg") + file("D1", "1.pdf") + file("X", "meta/marc.xml")
    write(tmp_path, {"mets.xml": mets(files, pages_map("I1")), "img/1.jpg": "", "1.pdf": ""})
    found = find_sources([tmp_path]).sources
    assert [source.name for source in found] == ["1.pdf", "mets.xml", "img/1.jpg"]
    (failed,) = read_file(found[1])
    assert isinstance(failed, Failure) and "图片和 PDF 按扫描件各自读入" in failed.reason


def test_pdfs_of_the_same_pages_are_no_more_pages(tmp_path: Path) -> None:
    files = file("F1", "alto/1.xml") + file("D1", "pdf/1.pdf") + file("D2", "issue.PDF")
    page = div("page", '<fptr FILEID="D1"/><fptr FILEID="F1"/>')
    write(
        tmp_path,
        {
            "m.xml": mets(files, f"<structMap>{page}</structMap>"),
            "alto/1.xml": alto(block("b", "渡口")),
        }
        | {"pdf/1.pdf": "", "issue.PDF": "", "pdf/2.pdf": ""},
    )
    assert [source.name for source in find_sources([tmp_path]).sources] == ["m.xml", "pdf/2.pdf"]


def whole_page(*names: str) -> str:
    return div("page", *(f'<fptr FILEID="{name}"/>' for name in names))


@pytest.mark.parametrize(
    ("own", "read", "says"),
    [
        pytest.param(["D2", "J2", "I2"], "img/2.jpg", "按扫描件另读", id="a picture"),
        pytest.param(["D2"], "2.pdf", "按扫描件另读", id="a PDF"),
        pytest.param(["J2"], "", "img/2.jp2 这一版没有 ALTO", id="no format that is read"),
        pytest.param(["I9"], "", "img/9.jpg 这一版没有 ALTO", id="not there"),
        pytest.param(["D"], "", "issue.pdf 这一版没有 ALTO", id="what shows other pages too"),
    ],
)
def test_a_page_without_alto_among_others_is_a_scan(
    tmp_path: Path, own: list[str], read: str, says: str
) -> None:
    there = {
        "I1": "img/1.jpg",
        "I2": "img/2.jpg",
        "J2": "img/2.jp2",
        "D2": "2.pdf",
        "D": "issue.pdf",
    }
    alto_files = {"F1": "1.xml", "F3": "3.xml"}
    files = there | alto_files | {"I9": "img/9.jpg"}
    physical = div("issue", whole_page("I1", "D", "F1"), whole_page(*own), whole_page("F3"))
    write(
        tmp_path,
        {
            "m.xml": mets(
                "".join(map(file, files, files.values())), f"<structMap>{physical}</structMap>"
            )
        }
        | {name: alto(block("b", "渡口")) for name in alto_files.values()}
        | dict.fromkeys(there.values(), ""),
    )
    sources = {source.name: source for source in find_sources([tmp_path]).sources}
    assert sources.keys() - {"m.xml"} == ({read} if read else set())
    first, third, failed = read_file(sources["m.xml"])
    assert isinstance(first, Page) and isinstance(third, Page)
    assert (first.number, third.number) == ("01", "03")
    assert isinstance(failed, Failure) and says in failed.reason


@pytest.mark.parametrize(
    "pages_of",
    [
        pytest.param(whole_page("I1") + whole_page("I2"), id="pages name pictures only"),
        pytest.param(
            div("page", div("image", '<fptr FILEID="I1"/>'), div("text", '<fptr FILEID="F1"/>')),
            id="in parts",
        ),
        pytest.param(whole_page("I1", "F1") + div("cover", '<fptr FILEID="I2"/>'), id="no page"),
    ],
)
def test_what_may_have_alto_is_no_scan(tmp_path: Path, pages_of: str) -> None:
    files = {"F1": "1.xml", "I1": "1.jpg", "I2": "2.jpg"}
    write(
        tmp_path,
        {
            "m.xml": mets(
                "".join(map(file, files, files.values())), f"<structMap>{pages_of}</structMap>"
            )
        }
        | {"1.xml": alto(block("b", "渡口")), "1.jpg": "", "2.jpg": ""},
    )
    assert [page.number for page in pages(tmp_path)] == ["01"]


def test_the_path_and_sidecars_go_before_the_description(tmp_path: Path) -> None:
    issue = {"mets.xml": ISSUE, "alto/1.xml": alto(block("b", "渡口"))}
    write(tmp_path / "江城日报/1931-05-02", issue)
    assert pages(tmp_path)[0].id == "江城日报/1931-05-02/01"
    write(tmp_path / "江城日报/1931-05-02", {"page.toml": 'newspaper = "江城新报"'})
    write(tmp_path / "江城日报/1931-05-02", {"alto/1.page.toml": "page = 7"})
    assert pages(tmp_path)[0].id == "江城新报/1931-05-02/7"
    write(tmp_path / "江城日报/1931-05-02", {"page.toml": 'newspaper = ""'})
    assert pages(tmp_path)[0].id == "江城日报/1931-05-02/alto/1.xml"


def test_what_describes_an_article_or_page_does_not_describe_the_issue(tmp_path: Path) -> None:
    number = '<part><detail type="page number"><number>A3</number></detail></part>'
    described = (
        mods("DA", "渡口通航", "1930-01-01")
        + mods("DP", "版", "1930-01-02", number)
        + mods("DN", "江城晚报", "1931")
        + mods("DI", "江城晚报五月一日", "1931-05-01")
    )
    article = div("ARTICLE", area("F1", "b"), more='DMDID="DA"')
    issue = div("Newspaper", div("ISSUE", article, more='DMDID="DI"'), more='DMDID="DN"')
    structure = f'<structMap TYPE="LOGICAL">{issue}</structMap>'
    data = mets(
        file("F1", "1.xml"), pages_map("F1", more='DMDID="DP"'), structure, described=described
    )
    write(tmp_path, {"m.xml": data, "1.xml": alto(block("b", "渡口"))})
    assert pages(tmp_path)[0].id == "江城晚报/1931-05-01/A3"


@pytest.mark.parametrize(
    ("labels", "numbers"),
    [(("A1", "A2"), ["A1", "A2"]), (("A1", "A1"), ["01", "02"]), (("A1", "头版"), ["01", "02"])],
)
def test_the_labels_of_the_pages(
    tmp_path: Path, labels: tuple[str, str], numbers: list[str]
) -> None:
    pages_of = "".join(
        div("page", f'<fptr FILEID="F{n}"/>', more=f'ORDER="{n}" ORDERLABEL="{labels[n - 1]}"')
        for n in (2, 1)
    )
    files = file("F1", "甲.xml") + file("F2", "乙.xml")
    write(
        tmp_path,
        {"m.xml": mets(files, f"<structMap>{div('issue', pages_of)}</structMap>")}
        | {f"{name}.xml": alto(block("b", name)) for name in "甲乙"},
    )
    found = pages(tmp_path)
    assert [page.number for page in found] == numbers
    assert [page.text for page in found] == ["甲", "乙"]


def test_a_page_named_by_its_id_beside_its_picture(tmp_path: Path) -> None:
    pages_of = "".join(
        div(
            "page",
            f'<fptr><par><area FILEID="I{n}"/><area FILEID="F{n}" BETYPE="IDREF" BEGIN="P1"/></par>'
            "</fptr>",
            more=f'ORDERLABEL="A{n}"',
        )
        for n in (1, 2)
    )
    files = "".join(file(f"F{n}", f"{n}.xml") + file(f"I{n}", f"img/x{n}.jpg") for n in (1, 2))
    write(
        tmp_path,
        {"m.xml": mets(files, f'<structMap TYPE="PHYSICAL">{div("issue", pages_of)}</structMap>')}
        | {f"{n}.xml": alto(block("b", "渡口")) for n in (1, 2)}
        | {f"img/x{n}.jpg": "" for n in (1, 2)},
    )
    assert [(page.number, page.image) for page in pages(tmp_path)] == [
        ("A1", str(tmp_path / "img/x1.jpg")),
        ("A2", str(tmp_path / "img/x2.jpg")),
    ]


@pytest.mark.parametrize("href", ["https://example.invalid/mods.xml", "meta/marc.xml"])
def test_xml_that_is_not_there_and_of_no_page_numbers_none(tmp_path: Path, href: str) -> None:
    page = div("page", '<fptr FILEID="F1"/>', more='ORDERLABEL="A1"')
    write(
        tmp_path,
        {
            "m.xml": mets(file("X", href) + file("F1", "a.xml"), f"<structMap>{page}</structMap>"),
            "a.xml": alto(block("b", "渡口")),
        },
    )
    first, failed = items(tmp_path)
    assert isinstance(first, Page) and first.number == "A1"
    assert isinstance(failed, Failure) and href in failed.reason
    write(tmp_path, {"page.toml": "page = 7"})  # it holds for the one page there is
    first, _ = items(tmp_path)
    assert isinstance(first, Page) and first.number == "7"


def test_a_title_that_cannot_stand_in_an_id(tmp_path: Path) -> None:
    data = ISSUE.replace("江城晚报", "江城/晚报")
    write(tmp_path, {"m.xml": data, "alto/1.xml": alto(block("b", "渡口"))})
    (page,) = pages(tmp_path)
    assert (page.newspaper, page.id) == ("", "alto/1.xml")


def test_page_xml_that_a_mets_names_is_read_by_itself(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "mets.xml": mets(file("F1", "1.xml")),
            "1.xml": page_xml.sheet(page_xml.region("r", page_xml.line("渡口"))),
        },
    )
    first, second = items(tmp_path)
    assert isinstance(first, Page) and first.text == "渡口"
    assert isinstance(second, Failure) and "ALTO" in second.reason


def test_a_damaged_mets_claims_nothing(tmp_path: Path) -> None:
    write(tmp_path, {"m.xml": ISSUE[:-20], "alto/1.xml": alto(block("b", line("渡口")))})
    failure, page = items(tmp_path)
    assert isinstance(failure, Failure)
    assert isinstance(page, Page)


def test_the_mets_itself_may_be_named(tmp_path: Path) -> None:
    write(tmp_path, {"m.xml": ISSUE, "alto/1.xml": alto(block("b", "渡口"))})
    (page,) = pages(tmp_path / "m.xml")
    assert page.text == "渡口"


def test_a_file_that_is_named_twice_is_one_page(tmp_path: Path) -> None:
    files = file("F1", "1.xml") + file("F2", "./1.xml")
    articles = articles_map(div("ARTICLE", area("F2", "b"), more='ID="a"'))
    text = alto(block("z", OTHER), block("b", BODY))
    write(tmp_path, {"mets.xml": mets(files, pages_map("F1", "F2"), articles), "1.xml": text})
    (page,) = pages(tmp_path)
    assert (page.number, page.text) == ("01", f"{BODY}\n{OTHER}")
    assert [block.article for block in page.blocks] == ["a", ""]
