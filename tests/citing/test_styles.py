"""Each style, read back by the programs that read such files."""

from __future__ import annotations

import io
import json
import warnings
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares.latex_encoding import LatexDecodingMiddleware
from bibtexparser.middlewares.names import SeparateCoAuthors
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle
from citeproc import formatter as formatters
from citeproc.source.json import CiteProcJSON
from hypothesis import given
from hypothesis import strategies as st
from pylatexenc.latex2text import (
    LatexNodes2Text,
    MacroTextSpec,
    get_default_latex_context_db,
)

from indexer.anchors import anchor_from, anchor_of, parse_identifier
from indexer.citing import STYLES, Reference, cite_as, page_label, page_number, reference_of
from indexer.models import Article, Byline

ARTICLE = Article(
    id="江城晚报/2021-05-01/01#1", page_id="江城晚报/2021-05-01/01", text="昨日通航。旅客很多。",
    title="渡口通航", kicker="停航两年后", subtitle="——记柳林渡口的一天",
    byline=Byline("□记者 苏 禾 通讯员 白露", ("苏禾", "白露")), newspaper="江城晚报",
    date="2021-05-01", page="01", section="要闻",
)  # fmt: skip
UNKNOWN = Article(id="旧报/三.txt#1", page_id="旧报/三.txt", text="水退了。")
HOSTILE = '100% {花} & 茶_记 #1 $5 ~a^b C:\\tmp “引” "q"\nER  - \nTY  - BOOK'


# The newspaper form of GB/T 7714-2025 in the language that citation processors are told styles in.
STYLE = """<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0"
    default-locale="zh-CN">
  <info><title>N</title><id>n</id><updated>2026-11-25T00:00:00+00:00</updated></info>
  <citation><layout><text variable="title"/></layout></citation>
  <bibliography><layout suffix=".">
    <group delimiter=". ">
      <names variable="author"><name delimiter="，" delimiter-precedes-last="always"/></names>
      <text variable="title" suffix="[N]"/>
      <group><group delimiter="，"><text variable="container-title"/>
        <date variable="issued" delimiter="-"><date-part name="year"/>
          <date-part name="month" form="numeric-leading-zeros"/>
          <date-part name="day" form="numeric-leading-zeros"/></date></group>
        <text variable="page" prefix="（" suffix="）"/></group>
    </group>
  </layout></bibliography>
</style>"""


def made(**changes: Any) -> Reference:
    return reference_of(replace(ARTICLE, **changes))


def bibtex(text: str) -> list[dict[str, str]]:
    """Return the entries of a .bib file, LaTeX taken back to text, `key` among the fields; urls are verbatim."""
    context = get_default_latex_context_db()
    shown = {"textbraceleft": "{", "textbraceright": "}", "textasciicircum": "^"}
    context.add_context_category(
        "shown", prepend=True, macros=[MacroTextSpec(name, char) for name, char in shown.items()]
    )
    decoder = LatexDecodingMiddleware(decoder=LatexNodes2Text(latex_context=context))
    library = parse_string(text, append_middleware=[decoder])
    assert not library.failed_blocks
    verbatim = [entry.fields_dict.get("url") for entry in parse_string(text).entries]
    return [
        {"key": entry.key, **{field.key: field.value for field in entry.fields}}
        | ({"url": url.value} if url else {})
        for entry, url in zip(library.entries, verbatim, strict=True)
    ]


# -- GB/T 7714 -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "of_2025", "of_2015"),
    [
        pytest.param(
            {},
            "苏禾，白露. 渡口通航：记柳林渡口的一天[N]. 江城晚报，2021-05-01（1）.",
            "苏禾, 白露. 渡口通航: 记柳林渡口的一天[N]. 江城晚报, 2021-05-01(1).",
            id="all known; the kicker is no part of the title",
        ),
        pytest.param(
            {"subtitle": "首日运送旅客1260人次", "page": "A03"},
            "苏禾，白露. 渡口通航[N]. 江城晚报，2021-05-01（A03）.",
            "苏禾, 白露. 渡口通航[N]. 江城晚报, 2021-05-01(A03).",
            id="a deck without a dash is no part of the title",
        ),
        pytest.param(
            {"byline": Byline("", ("甲一", "乙二", "丙三", "丁四")), "subtitle": ""},
            "甲一，乙二，丙三，等. 渡口通航[N]. 江城晚报，2021-05-01（1）.",
            "甲一, 乙二, 丙三, 等. 渡口通航[N]. 江城晚报, 2021-05-01(1).",
            id="more than three authors",
        ),
        pytest.param(
            {"byline": Byline("", ("甲一", "乙二", "丙三")), "subtitle": ""},
            "甲一，乙二，丙三. 渡口通航[N]. 江城晚报，2021-05-01（1）.",
            "甲一, 乙二, 丙三. 渡口通航[N]. 江城晚报, 2021-05-01(1).",
            id="three authors",
        ),
        pytest.param(
            {"byline": Byline("据新华社电", (), "新华社"), "subtitle": ""},
            "新华社. 渡口通航[N]. 江城晚报，2021-05-01（1）.",
            "新华社. 渡口通航[N]. 江城晚报, 2021-05-01(1).",
            id="an agency",
        ),
        pytest.param(
            {"byline": Byline("新华社记者 苏 禾", ("苏禾",), "新华社"), "subtitle": ""},
            "苏禾. 渡口通航[N]. 江城晚报，2021-05-01（1）.",
            "苏禾. 渡口通航[N]. 江城晚报, 2021-05-01(1).",
            id="an agency's reporter",
        ),
        pytest.param(
            {"byline": Byline("□ 本报评论员"), "subtitle": ""},
            "本报评论员. 渡口通航[N]. 江城晚报，2021-05-01（1）.",
            "本报评论员. 渡口通航[N]. 江城晚报, 2021-05-01(1).",
            id="an office",
        ),
        *(
            pytest.param(
                {"byline": Byline(line, (), agency), "subtitle": ""},
                f"{office}. 渡口通航[N]. 江城晚报，2021-05-01（1）.",
                f"{office}. 渡口通航[N]. 江城晚报, 2021-05-01(1).",
                id=line,
            )
            for line, agency, office in (
                ("新华社评论员", "新华社", "新华社评论员"),
                ("据新华社评论员文章", "新华社", "新华社评论员"),
                ("江城日报编辑部", "", "江城日报编辑部"),
                ("驻村工作组", "", "驻村工作组"),
            )
        ),
        *(
            pytest.param(
                {"subtitle": subtitle},
                "苏禾，白露. 渡口通航[N]. 江城晚报，2021-05-01（1）.",
                "苏禾, 白露. 渡口通航[N]. 江城晚报, 2021-05-01(1).",
                id=subtitle,
            )
            for subtitle in ("－5℃！江城入冬", "-12℃ 今冬最冷一天", "–3.2%的背后", "−1℃的早晨")
        ),
        *(
            pytest.param(
                {"subtitle": subtitle},
                f"苏禾，白露. 渡口通航：{part}[N]. 江城晚报，2021-05-01（1）.",
                f"苏禾, 白露. 渡口通航: {part}[N]. 江城晚报, 2021-05-01(1).",
                id=subtitle,
            )
            for subtitle, part in (
                ("——1998年的渡口", "1998年的渡口"),
                ("—1998年的渡口", "1998年的渡口"),
                ("——5℃的早晨——", "5℃的早晨"),
                ("——－5℃的早晨", "－5℃的早晨"),
                ("－记一个早晨", "记一个早晨"),
            )
        ),
        pytest.param(
            {"byline": Byline("本报记者"), "subtitle": "", "title": "渡口\n通航"},
            "渡口 通航[N]. 江城晚报，2021-05-01（1）.",
            "渡口 通航[N]. 江城晚报, 2021-05-01(1).",
            id="a byline that names nobody, a title on two lines",
        ),
        pytest.param(
            {"byline": Byline(), "newspaper": "", "date": "", "page": "", "title": "", "subtitle": ""},
            "[无题][N]. [报名不详]，[日期不详].",
            "[无题][N]. [报名不详], [日期不详].",
            id="nothing known, nothing invented",
        ),
    ],
)  # fmt: skip
def test_gbt7714(changes: dict[str, Any], of_2025: str, of_2015: str) -> None:
    assert cite_as(made(**changes)) == of_2025
    assert cite_as(made(**changes), "gbt7714-2015") == of_2015


def test_a_deck_keeps_its_sign() -> None:
    assert made(subtitle="－5℃！江城入冬").decks == ("停航两年后", "－5℃！江城入冬")
    assert made().decks == ("停航两年后",)


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("01", "1"), ("0", "0"), ("", ""), ("A01", "A01"), ("B叠", "B叠"), ("A1+A4", "A1+A4"),
        ("第3版", "3"), ("03版", "3"), ("第A03版", "A03"), ("第B叠", "B叠"), ("第三版", "三"),
        ("第０３版：要闻", "3"), ("０１", "1"), ("Ａ０３", "A03"), ("01-02", "1-2"), ("01、02", "1、2"),
        ("03版-04版", "3-4"), ("A01-A02", "A01-A02"), ("10", "10"), ("头版", "头版"), ("第", "第"),
    ],
)  # fmt: skip
def test_a_page_number_is_as_people_say_it(number: str, said: str) -> None:
    assert page_number(number) == said


@pytest.mark.parametrize(
    ("number", "called"),
    [
        ("01", "第1版"), ("第A03版", "第A03版"), ("四", "第四版"), ("01-02", "第1-2版"), ("A1+A4", "第A1+A4版"),
        ("B叠3", "第B叠3版"), ("头版", "头版"), ("第头版", "头版"), ("要闻版", "要闻版"), ("B叠", "B叠"), ("A1要闻", "A1要闻"),
        ("号外", "号外"), ("", ""),
    ],
)  # fmt: skip
def test_a_page_is_called_by_its_number_or_its_name(number: str, called: str) -> None:
    assert page_label(number) == called


def test_all_of_an_article_is_the_article() -> None:
    every = anchor_of(ARTICLE, 0, len(ARTICLE.text))
    assert reference_of(ARTICLE, every) == reference_of(ARTICLE)
    assert parse_identifier(reference_of(ARTICLE, every).identifier) == anchor_of(ARTICLE)
    assert reference_of(ARTICLE, anchor_of(ARTICLE, 0, 5)).quote == "昨日通航。"


def test_a_key_outlives_a_reindex() -> None:
    again = replace(ARTICLE, id="江城晚报/2021-05-01/01#2", text="简讯。" + ARTICLE.text)
    key = reference_of(ARTICLE, anchor_of(ARTICLE, 5, 10)).key
    assert reference_of(again, anchor_of(again, 8, 13)).key == key
    others = [
        reference_of(ARTICLE).key,
        reference_of(ARTICLE, anchor_of(ARTICLE, 0, 5)).key,
        *(
            reference_of(other, anchor_of(other, 5, 10)).key
            for other in (
                replace(ARTICLE, title="别的题"),
                replace(ARTICLE, newspaper="江城日报"),
                replace(ARTICLE, date="2021-05-02"),
            )
        ),
    ]
    assert len({key, *others}) == 6
    # Where there are no letters there is nothing else to tell them apart by.
    silent = [replace(ARTICLE, id=id_, text="……") for id_ in ("甲#1", "甲#2")]
    assert len({reference_of(one).key for one in silent}) == 2


def test_an_article_printed_twice_has_two_keys_in_a_file() -> None:
    several = [reference_of(replace(ARTICLE, id=f"甲#{n}")) for n in (1, 2, 3)]
    key = several[0].key
    keys = [key, f"{key}-2", f"{key}-3"]
    assert [entry["key"] for entry in bibtex(cite_as(several, "bibtex"))] == keys
    assert [item["id"] for item in json.loads(cite_as(several, "csl-json"))] == keys


def test_passages_of_one_article_are_one_line_of_a_bibliography() -> None:
    passages = [reference_of(ARTICLE, anchor_of(ARTICLE, *span)) for span in ((0, 5), (5, 10))]
    other = made(title="另一篇", id="另#1")
    for style in ("gbt7714-2025", "gbt7714-2015"):
        lines = cite_as([passages[0], other, passages[1]], style).splitlines()
        assert lines == [cite_as(passages[0], style), cite_as(other, style)]
    assert len(bibtex(cite_as(passages, "bibtex"))) == 2
    assert len(rispy.loads(cite_as(passages, "ris"))) == 2


def test_with_an_address_it_is_the_electronic_form() -> None:
    reference = reference_of(
        ARTICLE, anchor_of(ARTICLE, 5, 10), public_url="https://a.example/", accessed="2026-11-25"
    )
    newer, older = cite_as(reference), cite_as(reference, "gbt7714-2015")
    # The edition of 2025 asks for the day of access of web pages alone.
    assert newer.startswith(
        "苏禾，白露. 渡口通航：记柳林渡口的一天[N/OL]. 江城晚报，2021-05-01（1）. http"
    )
    assert "[N/OL]. 江城晚报, 2021-05-01(1)[2026-11-25]. https://a.example/article?" in older
    linked = parse_qs(urlsplit(reference.url).query)
    found = anchor_from({name: values[0] for name, values in linked.items()})
    assert found == parse_identifier(reference.identifier) == anchor_of(ARTICLE, 5, 10)


def test_without_an_address_there_is_no_day_of_access() -> None:
    reference = reference_of(ARTICLE, accessed="2026-11-25")
    for style in STYLES:
        assert "2026" not in cite_as(reference, style) and "http" not in cite_as(reference, style)


# -- files for reference managers ----------------------------------------------------------------


def test_bibtex() -> None:
    reference = reference_of(
        ARTICLE, anchor_of(ARTICLE, 5, 10), public_url="https://a.example", accessed="2026-11-25"
    )
    text = cite_as(reference, "bibtex")
    assert text.startswith("@article{jianbao-2021-05-01-")
    [entry] = bibtex(text)
    assert entry == {
        "key": reference.key,
        "author": "苏禾 and 白露",
        "title": "渡口通航：记柳林渡口的一天",
        "titleaddon": "停航两年后",
        "journal": "江城晚报",
        "entrysubtype": "newspaper",
        "date": "2021-05-01",
        "year": "2021",
        "pages": "1",
        "langid": "chinese",
        "url": reference.url,
        "urldate": "2026-11-25",
        "annote": f"“旅客很多。” {reference.identifier}",
    }


def test_bibtex_escapes_what_latex_would_read() -> None:
    text = cite_as(made(title=HOSTILE, subtitle=""), "bibtex")
    title = next(line for line in text.splitlines() if line.startswith("  title = "))
    # BibTeX counts braces, escaped or not, and % begins a comment in LaTeX.
    assert title.count("{") == title.count("}")
    assert r"100\% \textbraceleft{}花\textbraceright{} \& 茶\_记 \#1 \$5" in title
    [entry] = bibtex(text)
    assert entry["title"] == " ".join(HOSTILE.split())


@pytest.mark.parametrize("field", ["kicker", "newspaper", "page", "id", "text"])
def test_bibtex_escapes_every_field(field: str) -> None:
    changes: dict[str, Any] = {field: "茶&{饭}旅客很多。完。"}
    article = replace(ARTICLE, **changes)
    text = cite_as(reference_of(article, anchor_of(article, 0, 8)), "bibtex")
    assert text.count("{") == text.count("}")
    assert r"茶\&\textbraceleft{}饭" in text and "茶&" not in text


def test_bibtex_does_not_take_names_apart() -> None:
    text = cite_as(made(byline=Byline("", ("苏禾", "约翰 and 史密斯, J"))), "bibtex")
    library = parse_string(text, append_middleware=[SeparateCoAuthors()])
    assert library.entries[0]["author"] == ["苏禾", "{约翰 and 史密斯, J}"]
    office = cite_as(made(byline=Byline("", (), "新华社")), "bibtex")
    assert "author = {{新华社}}" in office


def test_ris() -> None:
    reference = reference_of(
        ARTICLE, anchor_of(ARTICLE, 5, 10), public_url="https://a.example", accessed="2026-11-25"
    )
    text = cite_as(reference, "ris")
    assert text.splitlines()[0] == "TY  - NEWS" and text.endswith("ER  - ")
    [entry] = rispy.loads(text)
    assert entry == {
        "type_of_reference": "NEWS",
        "authors": ["苏禾", "白露"],
        "title": "渡口通航：记柳林渡口的一天",
        "secondary_title": "江城晚报",
        "year": "2021",
        "date": "2021/05/01",
        "start_page": "1",
        "section": "要闻",
        "language": "zh-CN",
        "accession_number": reference.identifier,
        "urls": [reference.url],
        "access_date": "2026/11/25",
        "notes": ["“旅客很多。”", "停航两年后"],
    }


@pytest.mark.parametrize("breaks", ["\n", "\r\n", "\u2028", "\x85", "\x1c", "\x0b"])
def test_ris_holds_no_tags_of_a_page(breaks: str) -> None:
    """A page could otherwise end its record and begin another."""
    forged = f"水位{breaks}ER  - {breaks}TY  - BOOK{breaks}TI  - 假书"
    text = cite_as(
        made(title=forged, newspaper=forged, byline=Byline("", (forged,)), text=forged), "ris"
    )
    [entry] = rispy.loads(text)
    assert entry["type_of_reference"] == "NEWS"
    assert entry["title"].startswith("水位 ER - TY - BOOK TI - 假书")


def test_csl_json_is_rendered_by_a_citation_processor() -> None:
    several = [made(), made(byline=Byline("", (), "新华社"), title="另一篇", id="另#1")]
    items = json.loads(cite_as(several, "csl-json"))
    assert items[0]["author"] == [{"literal": "苏禾"}, {"literal": "白露"}]
    assert items[0]["issued"] == {"date-parts": [[2021, 5, 1]]}
    assert {item["type"] for item in items} == {"article-newspaper"}
    assert {item["language"] for item in items} == {"zh-CN"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # citeproc-py's about fields it does not use
        source = CiteProcJSON(items)
        style = CitationStylesStyle(io.BytesIO(STYLE.encode()), validate=False)
        made_list = CitationStylesBibliography(style, source, formatters.plain)
        for item in items:
            made_list.register(Citation([CitationItem(item["id"])]))
        shown = [str(entry) for entry in made_list.bibliography()]
    assert shown == [
        "苏禾，白露. 渡口通航：记柳林渡口的一天[N]. 江城晚报，2021-05-01（1）.",
        "新华社. 另一篇：记柳林渡口的一天[N]. 江城晚报，2021-05-01（1）.",
    ]


def test_what_is_unknown_is_left_out_of_every_file() -> None:
    reference = reference_of(UNKNOWN)
    [entry] = bibtex(cite_as(reference, "bibtex"))
    assert set(entry) == {"key", "entrysubtype", "langid", "annote"}
    [record] = rispy.loads(cite_as(reference, "ris"))
    assert set(record) == {"type_of_reference", "language", "accession_number"}
    [item] = json.loads(cite_as(reference, "csl-json"))
    assert set(item) == {"id", "type", "language", "note"}


@pytest.mark.parametrize("style", STYLES)
def test_several_are_one_file_and_each_stands_once(style: str) -> None:
    one, other = made(), reference_of(UNKNOWN)
    text = cite_as([one, other, one], style)
    counts = {
        "bibtex": lambda: len(bibtex(text)),
        "ris": lambda: len(rispy.loads(text)),
        "csl-json": lambda: len(json.loads(text)),
    }
    assert counts.get(style, lambda: len(text.splitlines()))() == 2
    assert cite_as([], style).strip() in {"", "[]"}


@given(
    st.lists(st.text(max_size=12), min_size=1, max_size=5),
    st.text(max_size=40),
    st.text(min_size=1, max_size=20),
)
def test_any_text_comes_back_from_the_files(names: list[str], title: str, newspaper: str) -> None:
    reference = made(byline=Byline("", tuple(names)), title=title, newspaper=newspaper, subtitle="")
    [item] = json.loads(cite_as(reference, "csl-json"))
    assert item.get("title", "") == reference.title
    [record] = rispy.loads(cite_as(reference, "ris"))
    assert record.get("title", "") == reference.title
    assert record["type_of_reference"] == "NEWS"
    assert len(record.get("authors", [])) == len([name for name in reference.authors if name])
    text = cite_as(reference, "bibtex")
    assert text.count("{") == text.count("}")
    library = parse_string(text)
    assert not library.failed_blocks and len(library.entries) == 1
    assert library.entries[0]["pages"] == "1"
    assert len(cite_as(reference).splitlines()) == 1
