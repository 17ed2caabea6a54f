"""Export clippings as a Word document, set as Chinese documents are."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from indexer.desk.entries import Clipped, Entry, entries

# Families that Word has on every system, and LibreOffice replaces by its own Song and Hei.
_LATIN, _SONG, _HEI, _KAI = "Times New Roman", "宋体", "黑体", "楷体"
_INK = RGBColor(0x1A, 0x1A, 0x1A)
_QUIET = RGBColor(0x59, 0x59, 0x59)


def to_docx(name: str, clipped: Sequence[Clipped]) -> bytes:
    """Return the folder as a .docx: title, a heading a clipping with quote and note, references."""
    found, references = entries(clipped)
    document = Document()
    _set_page(document)
    _set_styles(document)
    today = datetime.now().astimezone()
    _describe(document, name, today)
    document.add_paragraph(name, style="Title")
    document.add_paragraph(
        f"剪报 {len(found)} 条　{today.year} 年 {today.month} 月 {today.day} 日导出",
        style="Subtitle",
    )
    for number, entry in enumerate(found, start=1):
        _add_entry(document, number, entry)
    if references:
        document.add_paragraph("参考文献", style="Heading 1")
        for number, reference in enumerate(references, start=1):
            document.add_paragraph(f"[{number}]\t{reference}", style="Reference")
    _hint_chinese(document)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _add_entry(document: Any, number: int, entry: Entry) -> None:
    document.add_paragraph(f"{number}. {entry.title}", style="Heading 2")
    document.add_paragraph(entry.source, style="Source")
    paragraph = None
    for line in entry.paragraphs:
        paragraph = document.add_paragraph(line, style="Quote")
    if paragraph is None:
        paragraph = document.add_paragraph("（只有标题，没有正文）", style="Source")
    paragraph.add_run(f"[{entry.number}]").font.superscript = True
    if entry.state:
        document.add_paragraph().add_run(entry.state).bold = True
    if entry.note:
        noted = document.add_paragraph(style="Note")
        noted.add_run("备注：").bold = True
        for at, line in enumerate(entry.note):
            run = noted.add_run(line)
            if at + 1 < len(entry.note):
                run.add_break()


def _hint_chinese(document: Any) -> None:
    """Have “ ” …… and — set from the Chinese family: Word takes them for Latin unless told."""
    for paragraph in document.paragraphs:
        for run in paragraph.runs:
            run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:hint"), "eastAsia")


def _set_page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.top_margin = section.bottom_margin = Cm(2.54)
    section.left_margin = section.right_margin = Cm(3)
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    # The page's number is a field: three characters that Word puts in.
    for kind, code in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = footer.add_run()
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = code
        run._r.append(mark)


def _set_styles(document: Any) -> None:
    styles = document.styles
    normal = styles["Normal"]
    _set_font(normal, _SONG, 12)
    normal.paragraph_format.line_spacing = 1.5
    normal.paragraph_format.space_after = Pt(0)
    for name, size, before, after in (
        ("Title", 22.0, 0, 6), ("Heading 1", 16, 24, 8), ("Heading 2", 14, 18, 4),
    ):  # fmt: skip
        style = styles[name]
        _set_font(style, _HEI, size, bold=name != "Title")
        style.paragraph_format.space_before, style.paragraph_format.space_after = (
            Pt(before), Pt(after),
        )  # fmt: skip
        style.paragraph_format.keep_with_next = True
    styles["Title"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _without_border(styles["Title"])
    _set_font(styles["Subtitle"], _SONG, 10.5, colour=_QUIET)
    styles["Subtitle"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    quote = styles["Quote"]
    _set_font(quote, _KAI, 12)
    quote.paragraph_format.left_indent = quote.paragraph_format.right_indent = Cm(0.85)
    quote.paragraph_format.first_line_indent = Pt(24)  # two characters
    quote.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    for name, size, colour in (
        ("Source", 10.5, _QUIET),
        ("Note", 12, _INK),
        ("Reference", 10.5, _INK),
    ):
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = normal
        _set_font(style, _SONG, size, colour=colour)
    styles["Source"].paragraph_format.keep_with_next = True
    styles["Note"].paragraph_format.space_before = Pt(4)
    hanging = styles["Reference"].paragraph_format
    hanging.left_indent, hanging.first_line_indent = Cm(0.9), Cm(-0.9)
    hanging.tab_stops.add_tab_stop(Cm(0.9))


def _set_font(
    style: Any, chinese: str, size: float, *, bold: bool = False, colour: RGBColor = _INK
) -> None:
    style.font.name = _LATIN
    style.font.size = Pt(size)
    style.font.bold = bold
    style.font.italic = False
    style.font.color.rgb = colour
    fonts = style.element.rPr.rFonts
    fonts.set(qn("w:eastAsia"), chinese)
    # The template's theme would come before a family that is named.
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)


def _without_border(style: Any) -> None:
    properties = style.element.pPr
    for border in properties.findall(qn("w:pBdr")):
        properties.remove(border)


def _describe(document: Any, name: str, moment: datetime) -> None:
    """Say what the document is, in place of what the template says of itself, and its language."""
    properties = document.core_properties
    properties.title, properties.author = name, "剪报 Jianbao"
    properties.comments, properties.language = "", "zh-CN"
    properties.created = properties.modified = moment.astimezone(UTC).replace(tzinfo=None)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-US")
    language.set(qn("w:eastAsia"), "zh-CN")
    document.styles["Normal"].element.rPr.append(language)
