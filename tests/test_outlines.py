"""Words found again on the picture of their page: in the API, by `show --picture`, on the page."""

from __future__ import annotations

import zlib
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image, ImageStat

from indexer import Archive, outlines
from indexer.cli import main
from indexer.errors import ReadError
from indexer.models import Block, Box, Page
from indexer.outlines import article_spans, boxes_of, draw_page, page_spans
from tests.conftest import PICTURED_WORDS
from tests.reading.pdfs import with_content


def test_page_spans_follow_the_parts(archive: Archive) -> None:
    article = archive.article("江城晚报/2021-05-01/01#1")
    text = archive.page(article.page_id).text
    start = article.text.index("渡口停航")
    assert [text[a:b] for a, b in page_spans(article, (start, start + 4))] == ["渡口停航"]


def test_a_part_of_a_line_is_a_part_of_its_box() -> None:
    page = Page(
        "p", "一二三四五六七八",
        blocks=(Block(0, 4, Box(0, 0, 40, 10)), Block(4, 8, Box(100, 0, 110, 40))),
    )  # fmt: skip
    assert boxes_of(page, [(1, 3)]) == [Box(10, 0, 30, 10)]
    assert boxes_of(page, [(3, 5)]) == [Box(30, 0, 40, 10), Box(100, 0, 110, 10)]  # runs down
    assert boxes_of(page, [(8, 9)]) == []


def test_the_quoted_words_are_marked_where_they_stand(pictured: Archive) -> None:
    (article,) = pictured.articles_of_page("江城晚报/2021-05-02/01")
    page = pictured.page(article.page_id)
    assert (page.width, page.height) == (400, 600)
    start = article.text.index(PICTURED_WORDS)
    plain = draw_page(page, [], [])
    marked = draw_page(
        page, article_spans(article), page_spans(article, (start, start + len(PICTURED_WORDS)))
    )
    scale = plain.height / page.height

    def colour(image: Image.Image, *corners: float) -> list[float]:
        left, top, right, bottom = (int(at * scale) for at in corners)
        return ImageStat.Stat(image.crop((left, top, right, bottom))).mean

    quoted, headline, margin = (100, 152, 180, 160), (45, 56, 270, 80), (5, 300, 30, 320)
    assert colour(plain, *margin) == colour(marked, *margin) == [255, 255, 255]
    red, _, blue = colour(marked, *quoted)
    assert red > blue + 50  # yellow
    red, _, blue = colour(marked, *headline)
    assert blue > red + 10  # blue


def test_show_saves_the_picture(pictured: Archive, tmp_path: Path) -> None:
    folder = str(pictured.settings.archive)
    out = tmp_path / "out.png"
    ask = ["show", "江城晚报/2021-05-02/01#1", "--archive", folder, "--picture", str(out)]
    assert CliRunner().invoke(main, [*ask, "--span", "0-8"]).exit_code == 0
    with Image.open(out) as image:
        assert image.format == "PNG"
    for span in ("8-0", "x", "0-9999"):
        result = CliRunner().invoke(main, [*ask, "--span", span])
        assert result.exit_code == 2 and "写成 12-40" in result.output
    result = CliRunner().invoke(main, [*ask[:-1], str(tmp_path / "no" / "out.png")])
    assert result.exit_code == 2 and "写不了" in result.output


def test_a_page_of_text_has_no_picture(archive: Archive) -> None:
    page = archive.page("江城晚报/2021-05-01/01")
    with pytest.raises(ReadError, match="没有版面图"):
        draw_page(page, [], [])


def test_a_picture_that_is_gone_or_elsewhere_is_not_shown(pictured: Archive) -> None:
    page = pictured.page("江城晚报/2021-05-02/01")
    with pytest.raises(ReadError, match="不在版面文件旁边"):
        draw_page(replace(page, image="/etc/passwd"), [], [])
    Path(page.image).unlink()
    with pytest.raises(ReadError, match="版面图不在了"):
        draw_page(page, [], [])


def test_a_sheet_that_takes_too_long_to_draw_is_not_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "01.pdf"
    path.write_bytes(with_content(zlib.compress(b"0 0 400 300 re f " * 1000)))
    page = Page("p", "", source=str(path), image=str(path))
    assert draw_page(page, [], []).size
    monkeypatch.setattr(outlines, "_DRAWN_S", 0)
    with pytest.raises(ReadError, match="画这一页超过"):
        draw_page(page, [], [])


def test_a_picture_is_shown_only_beside_the_file_that_was_read(
    pictured: Archive, tmp_path: Path
) -> None:
    page = pictured.page("江城晚报/2021-05-02/01")
    assert pictured.draw_page(page, [], []).size
    secret = tmp_path / "private" / "secret.png"
    secret.parent.mkdir()
    Image.new("RGB", (60, 40)).save(secret)
    # What a catalogue made elsewhere may say: both the picture and the file that it stands beside.
    for source in (str(secret), str(secret.with_name("no.txt")), "", page.source + "\0"):
        with pytest.raises(ReadError, match="与读入时不同"):
            pictured.draw_page(replace(page, source=source, image=str(secret)), [], [])
    with pytest.raises(ReadError, match="不在版面文件旁边"):
        pictured.draw_page(replace(page, image=str(secret)), [], [])
    link = Path(page.source).with_name("linked.png")
    link.symlink_to(secret)
    with pytest.raises(ReadError, match="不在版面文件旁边"):
        pictured.draw_page(replace(page, image=str(link)), [], [])
    with Path(page.source).open("ab") as file:
        file.write(b"\n")
    with pytest.raises(ReadError, match="与读入时不同"):
        pictured.draw_page(page, [], [])
