"""What a run of reindex does to an archive: new, changed, moved, gone, failed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from indexer import Archive, Report, Settings
from indexer.errors import ArchiveDamaged, ArchiveError, ArchiveMismatch, NoArchive
from indexer.reindex import reindex
from tests.conftest import TWO_MORE, CharacterEncoder, write_articles, write_page

Run = Callable[..., Report]
FIRST, SECOND = "江城晚报/2021-05-01/01", "江城晚报/2021-05-01/02"


def found(settings: Settings, query: str) -> list[str]:
    result = Archive.open(settings).search(query, channel="words")
    return [item.article.title for item in result.articles]


def test_the_first_run_adds_everything(run: Run, paper: Path, settings: Settings) -> None:
    report = run(paper)
    assert report.added == (FIRST, SECOND)
    assert (report.articles, report.failed, report.generation) == (4, (), "000001")
    assert report.embedded > 0
    assert Archive.open(settings).article(f"{FIRST}#2").title == "城东菜场搬进新楼"


def test_nothing_new_writes_nothing(run: Run, paper: Path, settings: Settings) -> None:
    run(paper)
    report = run(paper)
    assert (report.added, report.changed, report.removed, report.unchanged) == ((), (), (), 2)
    assert report.generation == "000001"
    assert report.articles == 4


def test_a_new_issue_is_all_that_is_embedded(
    run: Run, paper: Path, settings: Settings, encoder: CharacterEncoder
) -> None:
    run(paper)
    encoder.encoded.clear()
    write_page(paper, "江城晚报/2021-05-02/01", "春茶上市\n\n本报讯 春茶昨日上市，每斤80元。\n")
    report = run(paper)
    assert report.added == ("江城晚报/2021-05-02/01",)
    assert report.unchanged == 2
    assert encoder.encoded and all("春茶" in text for text in encoder.encoded)
    assert found(settings, "春茶") == ["春茶上市"]
    assert "柳林渡口昨日恢复通航" in found(settings, "渡口")


def test_a_corrected_page_replaces_the_old_one(run: Run, paper: Path, settings: Settings) -> None:
    run(paper)
    write_page(paper, SECOND, TWO_MORE.replace("木工课", "陶艺课"))
    report = run(paper)
    assert report.changed == (SECOND,)
    assert found(settings, "“木工课”") == []
    assert found(settings, "“陶艺课”") == ["夜校开出陶艺课"]


def test_a_page_that_is_gone_is_removed(run: Run, paper: Path, settings: Settings) -> None:
    run(paper)
    (paper / f"{SECOND}.txt").unlink()
    report = run(paper)
    assert report.removed == (SECOND,)
    assert found(settings, "木工课") == []


def test_other_folders_are_left_alone(
    run: Run, paper: Path, tmp_path: Path, settings: Settings
) -> None:
    run(paper)
    other = tmp_path / "另一处"
    write_page(other, "山城日报/2021-06-01/01", "缆车检修\n\n本报讯 缆车明日检修。\n")
    assert run(other).removed == ()
    assert found(settings, "木工课") and found(settings, "缆车")


def test_without_folders_the_known_ones_are_read_again(run: Run, paper: Path) -> None:
    run(paper)
    write_page(paper, "江城晚报/2021-05-02/01", "春茶上市\n\n本报讯 春茶昨日上市。\n")
    assert run().added == ("江城晚报/2021-05-02/01",)


def test_a_folder_that_is_not_there_loses_nothing(
    run: Run, paper: Path, settings: Settings
) -> None:
    run(paper)
    paper.rename(paper.with_name("搬走了"))
    report = run(paper)
    assert report.removed == ()
    assert str(paper) in report.failed[0].path
    assert found(settings, "木工课")


def test_a_moved_folder_changes_no_page(run: Run, paper: Path) -> None:
    run(paper)
    moved = paper.with_name("新文件夹")
    paper.rename(moved)
    report = run(moved)
    assert (report.added, report.changed, report.removed) == ((), (), ())


def test_a_moved_folder_takes_its_pictures_along(
    run: Run, pictured: Archive, settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "papers").rename(tmp_path / "搬到这里")
    report = run(tmp_path / "搬到这里")
    assert (report.changed, report.unchanged) == ((), 1)
    archive = Archive.open(settings)
    page = archive.page("江城晚报/2021-05-02/01")
    assert page.image == page.source == str(tmp_path / "搬到这里/江城晚报/2021-05-02/01.pdf")
    assert archive.draw_page(page, [(0, 2)], []).size
    report = run()
    assert (report.failed, report.unchanged) == ((), 1)  # where it was is forgotten


def test_full_computes_no_embedding_again(
    run: Run, paper: Path, settings: Settings, encoder: CharacterEncoder
) -> None:
    run(paper)
    encoder.encoded.clear()
    report = run(paper, full=True)
    assert (report.generation, report.articles, report.embedded) == ("000002", 4, 0)
    assert encoder.encoded == []
    assert found(settings, "木工课") == ["夜校开出木工课"]


def test_full_keeps_the_folders_it_is_not_given(
    run: Run, paper: Path, tmp_path: Path, settings: Settings
) -> None:
    run(paper)
    other = tmp_path / "另一处"
    write_page(other, "山城日报/2021-06-01/01", "缆车检修\n\n本报讯 缆车明日检修。\n")
    run(other)
    run(other, full=True)
    assert found(settings, "木工课") and found(settings, "缆车")


def test_dry_run_says_and_does_nothing(run: Run, paper: Path, settings: Settings) -> None:
    report = run(paper, dry_run=True)
    assert report.added == (FIRST, SECOND)
    assert not (settings.archive / "CURRENT").exists()


def test_a_bad_page_is_reported_and_the_rest_indexed(
    run: Run, paper: Path, settings: Settings
) -> None:
    (paper / "江城晚报/2021-05-01/03.txt").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00")
    (paper / "江城晚报/2021-05-01/04.txt").write_text("", encoding="utf-8")
    report = run(paper)
    assert report.added == (FIRST, SECOND)
    assert [Path(item.path).name for item in report.failed] == ["03.txt", "04.txt"]
    assert all("/" in item.reason for item in report.failed)
    assert len(run(paper).failed) == 2  # not forgotten the next time


def test_a_page_that_was_damaged_since_is_kept_and_reported(
    run: Run, paper: Path, settings: Settings
) -> None:
    run(paper)
    damaged = paper / f"{SECOND}.txt"
    text = damaged.read_bytes()
    damaged.write_bytes(text[:-40] + b"\x00\xff\xfe\x00")
    report = run(paper)
    assert (report.removed, len(report.failed)) == ((), 1)
    assert found(settings, "木工课") == ["夜校开出木工课"]
    damaged.write_bytes(text)
    assert run(paper).failed == ()


def test_a_damaged_line_keeps_its_article(run: Run, settings: Settings, tmp_path: Path) -> None:
    path = write_articles(
        tmp_path / "a.jsonl", {"id": "1", "text": "春茶上市。"}, {"id": "2", "text": "夏茶上市。"}
    )
    run(path)
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text(f"{lines[0]}\n{lines[1][:-3]}\n", encoding="utf-8")
    report = run(path)
    assert (report.removed, len(report.failed)) == ((), 1)
    path.write_text(f"{lines[0]}\n", encoding="utf-8")
    assert run(path).removed == ("2",)


def texts(settings: Settings) -> dict[str, str]:
    """Return article id -> text of all that is held."""
    catalogue = Archive.open(settings).generation.catalogue
    keys = catalogue.article_keys().tolist()
    return {item.id: item.text for item in catalogue.articles(keys).values()}


@pytest.mark.parametrize("second", ["01.md", "01.markdown"])
def test_a_page_met_in_a_second_file_stays_the_first_ones(
    run: Run, paper: Path, settings: Settings, second: str
) -> None:
    run(paper)
    before = texts(settings)
    copy = paper / "江城晚报/2021-05-01" / second  # sorts before 01.txt
    copy.write_text("# 另一篇\n\n本报讯 完全是另一篇。\n", encoding="utf-8")
    for _ in range(2):
        report = run(paper)
        assert [Path(item.path).name for item in report.failed] == [second]
        assert "同一版重复" in report.failed[0].reason
        assert (report.changed, texts(settings)) == ((), before)
    copy.unlink()
    report = run(paper)
    assert (report.removed, report.failed, texts(settings)) == ((), (), before)


def test_articles_of_one_id_in_two_folders_stay_the_first_ones(
    run: Run, settings: Settings, tmp_path: Path
) -> None:
    first = write_articles(
        tmp_path / "x/2020.jsonl", {"id": "1", "text": "春茶。"}, {"id": "2", "text": "夏茶。"}
    )
    other = write_articles(
        tmp_path / "y/2021.jsonl", {"id": "1", "text": "秋菊。"}, {"id": "3", "text": "冬梅。"}
    )
    run(first.parent)
    report = run(other.parent)
    assert (report.added, report.changed, len(report.failed)) == (("3",), (), 1)
    assert str(first) in report.failed[0].reason and "id" in report.failed[0].reason
    wanted = {"1": "春茶。", "2": "夏茶。", "3": "冬梅。"}
    assert texts(settings) == wanted
    assert len(run().failed) == 1
    write_articles(other, {"id": "4", "text": "秋菊。"}, {"id": "3", "text": "冬梅。"})
    assert run().failed == ()  # it is looked at again without being named
    assert texts(settings) == wanted | {"4": "秋菊。"}


@pytest.mark.parametrize("first", ["page", "article", "both", "both, the article first"])
def test_an_article_that_came_cut_with_the_id_of_a_pages_article(
    run: Run, paper: Path, settings: Settings, first: str
) -> None:
    """As when articles that were exported from an archive are put beside their pages."""
    name = "0.jsonl" if first == "both, the article first" else "江城晚报/9.jsonl"
    export = paper / name
    if first == "page":
        run(paper)
    elif first == "article":
        pages = paper.rename(paper.with_name("以后"))
    write_articles(export, {"id": f"{SECOND}#1", "text": "导出。"}, {"id": "9", "text": "春茶。"})
    if first == "article":
        run(paper)
        shutil.copytree(pages, paper, dirs_exist_ok=True)
    for _ in range(2):
        (failure,) = run(paper).failed
        assert f"{SECOND}#1" in failure.reason or SECOND in failure.reason
        assert "id" in failure.reason
        held = texts(settings)
        assert held["9"] == "春茶。"
        assert (f"{SECOND}#2" in held) == (held[f"{SECOND}#1"] != "导出。")
    write_articles(export, {"id": "8", "text": "导出。"}, {"id": "9", "text": "春茶。"})
    assert run(paper).failed == ()
    assert len(texts(settings)) == 6


def test_ids_of_articles_that_came_cut_may_be_written_alike(
    run: Run, settings: Settings, tmp_path: Path
) -> None:
    rows = [{"id": name, "text": f"第{name}篇。"} for name in ("x", "x#1", "x#1#2")]
    path = write_articles(tmp_path / "报/a.jsonl", *rows)
    assert run(path.parent).failed == ()
    write_articles(path, *rows[:2], rows[2] | {"text": "改过。"})
    assert run(path.parent).failed == ()
    assert len(texts(settings)) == 3


def test_a_page_that_leaves_a_file_is_the_other_files(
    run: Run, settings: Settings, tmp_path: Path
) -> None:
    rows = {"id": "1", "text": "春茶。"}, {"id": "2", "text": "夏茶。"}
    first, other = tmp_path / "报/b.jsonl", tmp_path / "报/a.jsonl"
    write_articles(first, *rows)
    run(first.parent)
    write_articles(first, rows[1])
    write_articles(other, rows[0])
    report = run(first.parent)
    assert (report.changed, report.removed, report.failed, report.unchanged) == ((), (), (), 2)
    first.unlink()
    assert run(first.parent).removed == ("2",)
    assert texts(settings) == {"1": "春茶。"}


def test_a_copy_takes_nothing_away(run: Run, paper: Path, settings: Settings) -> None:
    run(paper)
    before = texts(settings)
    copy = paper.with_name("副本")
    shutil.copytree(paper, copy)
    assert len(run(copy).failed) == 2
    run()
    shutil.rmtree(copy)
    copy.mkdir()
    for _ in range(2):
        assert run().removed == ()
        assert texts(settings) == before


def test_a_folder_through_a_link_is_the_folder(run: Run, paper: Path, settings: Settings) -> None:
    run(paper)
    before = texts(settings)
    link = paper.with_name("链接")
    link.symlink_to(paper)
    assert (run(link).failed, texts(settings)) == ((), before)
    for _ in range(2):
        report = run()
        assert (report.removed, report.failed, texts(settings)) == ((), (), before)
    write_page(paper, SECOND, TWO_MORE.replace("木工课", "陶艺课"))
    assert run(link).changed == (SECOND,)


def test_a_folder_that_comes_back_is_read_again(run: Run, paper: Path, settings: Settings) -> None:
    """A drive that is away, of which a copy is read meanwhile."""
    run(paper)
    before = texts(settings)
    drive = paper.with_name("盘")
    paper.rename(drive)
    copy = paper.with_name("副本")
    shutil.copytree(drive / "江城晚报", copy / "江城晚报")
    (copy / f"{FIRST}.txt").unlink()
    write_page(copy, SECOND, TWO_MORE.replace("木工课", "陶艺课"))
    report = run(copy)
    assert report.changed == ()
    assert "reindex --full" in report.failed[0].reason
    write_page(copy, SECOND, TWO_MORE)
    assert (run(copy).failed, texts(settings)) == ((), before)
    drive.rename(paper)
    assert [Path(item.path).name for item in run().failed] == ["02.txt"]
    shutil.rmtree(copy / "江城晚报")
    (copy / "说明.docx").write_text("搬空了", encoding="utf-8")
    assert (run().removed, texts(settings)) == ((), before)


def test_a_file_with_a_damaged_line_is_still_followed(
    run: Run, settings: Settings, tmp_path: Path
) -> None:
    path = write_articles(
        tmp_path / "报/a.jsonl", {"id": "1", "text": "春茶。"}, {"id": "2", "text": "夏茶。"}
    )
    write_articles(path.with_name("b.jsonl"), {"id": "9", "text": "冬梅。"})
    run(path.parent)
    sound = path.read_text(encoding="utf-8")
    write_articles(path, {"id": "1", "text": "错字。"}, {"id": "3", "text": "秋菊。"})
    path.write_text(path.read_text(encoding="utf-8") + "{", encoding="utf-8")
    run(path.parent)
    path.write_text(sound, encoding="utf-8")
    report = run(path.parent)
    assert (report.changed, report.removed) == (("1",), ("3",))
    path.write_text(sound + "{", encoding="utf-8")
    made = run(path.parent).generation
    assert run(path.parent).generation == made  # nothing new: nothing is written
    path.unlink()
    assert run(path.parent).removed == ("1", "2")
    assert texts(settings) == {"9": "冬梅。"}


def test_an_empty_folder_may_be_a_drive_that_is_not_mounted(
    run: Run, paper: Path, settings: Settings
) -> None:
    run(paper)
    before = texts(settings)
    paper.rename(paper.with_name("盘"))
    (paper / "江城晚报").mkdir(parents=True)
    (paper / ".hidden").write_text("", encoding="utf-8")
    for _ in range(2):
        report = run(paper)
        assert (report.removed, report.generation) == ((), "000002")
        (failure,) = report.failed
        assert failure.path == str(paper)
        assert "空的" in failure.reason and "reindex --full" in failure.reason
        assert texts(settings) == before
    report = run(paper, full=True)  # it was meant
    assert (report.failed, texts(settings)) == ((), {})


def test_a_folder_above_looks_after_what_was_read_through_one_below(
    run: Run, paper: Path, settings: Settings
) -> None:
    issue = paper / "江城晚报/2021-05-01"
    bad = issue / "03.txt"
    bad.write_text("", encoding="utf-8")
    run(issue)
    assert len(run(paper).failed) == 1
    assert len(Archive.open(settings).coverage().failed) == 1
    (paper / f"{SECOND}.txt").unlink()
    bad.unlink()
    report = run(paper)
    assert (report.removed, report.failed) == ((SECOND,), ())
    assert Archive.open(settings).coverage().failed == ()


def test_a_folder_that_is_passed_over_keeps_what_was_read_through_it(
    run: Run, paper: Path, settings: Settings
) -> None:
    """A hidden folder is read where it is named; a run over the one above does not see into it."""
    write_page(paper / ".旧", "江城晚报/2020-05-01/01", TWO_MORE)
    run(paper / ".旧")
    assert run(paper).removed == ()
    assert len(texts(settings)) == 6


def test_a_folder_that_is_away_while_all_is_read_again_is_looked_for_later(
    run: Run, paper: Path, settings: Settings, tmp_path: Path
) -> None:
    other = write_articles(tmp_path / "另一处/a.jsonl", {"id": "1", "text": "春茶。"})
    run(paper, other.parent)
    drive = paper.rename(paper.with_name("盘"))
    for full in (True, True, False):
        assert [item.path for item in run(full=full).failed] == [str(paper)]
    drive.rename(paper)
    assert run().added == (FIRST, SECOND)
    paper.rename(drive)
    run(full=True)
    paper.mkdir()  # it is given up
    run(full=True)
    paper.rmdir()
    assert run().failed == ()


def test_a_folder_that_never_was_is_not_remembered(
    run: Run, paper: Path, settings: Settings
) -> None:
    run(paper)
    assert len(run(paper.with_name("打错")).failed) == 1
    report = run()
    assert (report.failed, report.generation) == ((), "000001")


def test_a_root_is_the_same_however_it_is_written(run: Run, paper: Path) -> None:
    run(paper)
    assert run(paper / "江城晚报" / "..").unchanged == 2
    (paper / f"{SECOND}.txt").unlink()
    assert run(paper / "江城晚报" / "..").removed == (SECOND,)


def test_the_same_page_twice(run: Run, paper: Path) -> None:
    copy = paper / "copy.txt"
    copy.write_text(TWO_MORE, encoding="utf-8")
    (paper / "copy.page.toml").write_text(
        'newspaper = "江城晚报"\ndate = "2021-05-01"\npage = "02"\n', encoding="utf-8"
    )
    report = run(paper)
    (failure,) = report.failed
    assert "同一版重复" in failure.reason and SECOND in failure.reason
    assert report.added == (FIRST, SECOND)


def test_articles_already_cut_keep_their_ids(run: Run, settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    row = {
        "id": "x-1",
        "newspaper": "甲报",
        "date": "2020-01-01",
        "page": "3",
        "title": "春茶",
        "text": "春茶上市。",
    }
    write_articles(path, row, row | {"id": "x-2", "text": "夏茶上市。"})
    run(path)
    archive = Archive.open(settings)
    assert archive.article("x-1").text == "春茶上市。"
    write_articles(path, row, row | {"id": "x-2", "text": "秋茶上市。"})
    report = run(path)
    assert (report.changed, report.unchanged) == (("x-2",), 1)


def test_a_page_of_which_nothing_is_known(run: Run, settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "杂"
    folder.mkdir()
    (folder / "000_ab.txt").write_text(TWO_MORE, encoding="utf-8")
    report = run(folder)
    assert report.added == ("000_ab.txt",)
    article = Archive.open(settings).article("000_ab.txt#1")
    assert (article.newspaper, article.date, article.page) == ("", "", "")


def test_another_model_needs_full(
    run: Run, paper: Path, encoder: CharacterEncoder, settings: Settings
) -> None:
    run(paper)
    encoder.fingerprint = "another"
    with pytest.raises(ArchiveMismatch, match="reindex --full"):
        run(paper)
    assert run(paper, full=True).embedded > 0
    Archive.open(settings)


def test_a_damaged_archive_is_rebuilt_with_full(run: Run, paper: Path, settings: Settings) -> None:
    run(paper)
    next((settings.archive / "generations").glob("*/words/*.jps")).write_bytes(b"")
    with pytest.raises(ArchiveDamaged):
        run(paper)
    run(paper, full=True)
    assert found(settings, "木工课")


def test_work_done_before_an_interruption_is_kept(
    run: Run,
    paper: Path,
    encoder: CharacterEncoder,
    monkeypatch: pytest.MonkeyPatch,
    settings: Settings,
) -> None:
    def interrupted(*args: object, **kwargs: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("indexer.reindex.make_current", interrupted)
        with pytest.raises(KeyboardInterrupt):
            run(paper)
    with pytest.raises(NoArchive):
        Archive.open(settings)
    encoder.encoded.clear()
    run(paper)
    assert encoder.encoded == []
    assert found(settings, "木工课")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written(run: Run, paper: Path, settings: Settings) -> None:
    settings.archive.mkdir()
    settings.archive.chmod(0o500)
    with pytest.raises(ArchiveError, match="permissions"):
        run(paper)


def test_a_full_disk_leaves_the_archive_as_it_was(
    run: Run, paper: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    run(paper)
    write_page(paper, "江城晚报/2021-05-02/01", "春茶上市\n\n本报讯 春茶昨日上市。\n")

    def full(*args: object, **kwargs: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("indexer.reindex.write_segment", full)
        with pytest.raises(ArchiveError, match=r"No space left.*原来的档案库没有变"):
            run(paper)
    assert found(settings, "春茶") == []
    run(paper)
    assert found(settings, "春茶") == ["春茶上市"]


def test_a_changed_word_list_is_a_reason_to_index_everything(
    paper: Path, settings: Settings, encoder: CharacterEncoder
) -> None:
    chosen = replace(settings, words=paper.parent / "words.txt")

    def again() -> Report:
        return reindex([paper], chosen, load_encoder=lambda: encoder)

    assert again().reason == ""
    embedded = len(encoder.encoded)
    chosen.words.write_text("柳林渡口昨\n", encoding="utf-8")
    changed = again()
    assert "词表" in changed.reason
    assert changed.generation != "000001"
    assert len(encoder.encoded) == embedded  # no embedding is computed again
    assert Archive.open(chosen).manifest.own_words == ("柳林渡口昨",)
    assert again().reason == ""


def test_a_line_of_the_word_list_without_effect_is_told(
    paper: Path, settings: Settings, encoder: CharacterEncoder
) -> None:
    chosen = replace(settings, words=paper.parent / "words.txt")
    chosen.words.write_text("柳林渡口昨\n约翰·史密斯\n", encoding="utf-8")
    report = reindex([paper], chosen, load_encoder=lambda: encoder)
    assert [one.path for one in report.skipped] == [f"{chosen.words}:2"]
    assert report.failed == ()


def test_a_picture_put_beside_a_page_later_becomes_its_picture(
    run: Run, paper: Path, settings: Settings
) -> None:
    run(paper)
    picture = paper / f"{FIRST}.png"
    picture.write_bytes(b"any bytes")
    report = run(paper)
    assert (report.changed, report.unchanged) == ((FIRST,), 1)
    assert Archive.open(settings).page(FIRST).image == str(picture)
    assert run(paper).unchanged == 2
    picture.unlink()
    assert run(paper).changed == (FIRST,)
    assert Archive.open(settings).page(FIRST).image == ""


def test_a_changed_word_list_needs_no_page(
    paper: Path, settings: Settings, encoder: CharacterEncoder
) -> None:
    """A drive may be away, and a page that was readable once may be damaged by now."""
    chosen = replace(settings, words=paper.parent / "words.txt")
    other = paper.with_name("另一处")
    for name in ("01", "02"):
        write_page(
            other, f"山城日报/2021-06-01/{name}", f"缆车检修\n\n本报讯 缆车明日检修{name}。\n"
        )

    def again(*roots: Path, full: bool = False) -> Report:
        return reindex(list(roots), chosen, load_encoder=lambda: encoder, full=full)

    again(paper, other)
    paper.rename(paper.with_name("盘"))
    (other / "山城日报/2021-06-01/01.txt").unlink()
    write_page(other, "山城日报/2021-06-02/01", "新缆车\n\n本报讯 新缆车开通。\n")
    chosen.words.write_text("柳林渡口昨\n木工课\n", encoding="utf-8")
    changed = again(other)
    assert "词表" in changed.reason
    assert (changed.added, changed.removed) == (
        ("山城日报/2021-06-02/01",), ("山城日报/2021-06-01/01",)
    )  # fmt: skip
    held = texts(chosen)
    assert len(held) == 6
    found = [Archive.open(chosen).search(query) for query in ("渡口", "木工课", "缆车", "检修")]
    assert all(result.articles for result in found)
    paper.with_name("盘").rename(paper)
    assert again().unchanged == 4
    again(full=True)  # is no other than what was cut again
    assert texts(chosen) == held
    for query, before in zip(("渡口", "木工课", "缆车", "检修"), found, strict=True):
        result = Archive.open(chosen).search(query)
        assert [item.article for item in result.articles] == [
            item.article for item in before.articles
        ]
