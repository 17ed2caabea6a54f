"""Double an archive, to see how search grows, in a minute where building takes an hour.

    python bench/double.py ARCHIVE [--times 1]

The next generation holds every article twice: as it is, and with another id and a date some years
before, as an article of its own. Words stay what they are, each in twice as many articles; vectors are
turned by a place, so that none is there twice. Only for measuring: no page has the new articles.
"""

from __future__ import annotations

import argparse
import shutil
import sqlite3
import time
from pathlib import Path

import numpy as np

from indexer.store.building import build_words
from indexer.store.codec import PackedCodec
from indexer.store.generation import locked, make_current, open_current, start_next
from indexer.store.history import remove_old
from indexer.store.segments import KEY_TYPE, keys_of, read_segments, write_segments
from indexer.store.vectors import matrix_path, merge_segments, row_files

_DAYS = 1461  # before: four years
_COPIED = """
INSERT INTO pages SELECT key + :pages, id || :mark, file, newspaper,
    CASE date WHEN '' THEN '' ELSE date(date, :days) END, number, section, digest, already_cut, given,
    text, blocks, image, sheet, width, height FROM pages ORDER BY key;
INSERT INTO articles SELECT key + :articles, id || :mark, page + :pages, title, text, details, col,
    authors, place, length, story + :articles FROM articles ORDER BY key;
INSERT INTO passages SELECT key + :passages, article + :articles, start, "end", sentences
    FROM passages ORDER BY key;
INSERT INTO sketches SELECT hash, article + :articles FROM sketches;
UPDATE names SET count = 2 * count;
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("archive", type=Path)
    parser.add_argument("--times", type=int, default=1)
    options = parser.parse_args()
    for nth in range(options.times):
        started = time.perf_counter()
        articles = double(options.archive, days=_DAYS << nth)
        print(f"{articles} articles, {time.perf_counter() - started:.0f} s", flush=True)


def double(archive: Path, days: int) -> int:
    """Make the next generation, `days` of whose new articles are before; return its articles."""
    with locked(archive):
        base = open_current(archive)
        name, folder = start_next(archive, base)
        more = _double_catalogue(folder / "catalogue.sqlite", f"~{name}", days)
        _double_words(
            folder / "words", {"PASSAGES": more["passages"], "ARTICLES": more["articles"]}
        )
        _double_vectors(folder / "vectors", more["passages"])
        keys = base.columns.passages
        merge_segments(folder / "vectors", np.concatenate([keys, keys + more["passages"]]))
        made = make_current(
            archive,
            name,
            segmenter=base.manifest.segmenter,
            model=base.manifest.model,
            passage_chars=base.manifest.passage_chars,
            own_words=base.manifest.own_words,
        )
        base.close()
        remove_old(archive)
    return made.articles


def _double_catalogue(path: Path, mark: str, days: int) -> dict[str, int]:
    """Copy the rows; return by how much the new ones' keys are larger."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = OFF")
    more = {
        table: connection.execute(f"SELECT max(key) FROM {table}").fetchone()[0]
        for table in ("pages", "articles", "passages")
    }
    for statement in filter(str.strip, _COPIED.split(";")):
        connection.execute(statement, more | {"mark": mark, "days": f"-{days} days"})
    connection.commit()
    connection.close()
    return more


def _double_words(folder: Path, more: dict[str, int]) -> None:
    codec = PackedCodec()
    for name, larger in more.items():
        segments = read_segments(folder, name)
        for segment in list(segments):
            copy = codec.new_segment(None, name)
            copy.set_doc_count(segment.doc_count_all())
            copy._fieldlengths = dict(segment._fieldlengths)
            for path in folder.glob(f"{name}_{segment.segid}.*"):
                shutil.copyfile(path, folder / path.name.replace(segment.segid, copy.segid))
            keys = (keys_of(folder, segment) + larger).astype(KEY_TYPE)
            (folder / codec.column_filename(copy, "key")).write_bytes(keys.tobytes())
            for number in segment.deleted_docs():
                copy.delete_document(number)
            segments.append(copy)
        write_segments(folder, name, segments)
    build_words(folder, ())  # merges, as a run would


def _double_vectors(folder: Path, larger: int) -> None:
    paths = row_files(folder)
    for nth, path in enumerate(paths, start=int(paths[-1].name[:6]) + 1):
        rows = np.load(path, allow_pickle=False)
        rows["key"] += larger
        target = folder / f"{nth:06d}.rows.npy"
        np.save(target, rows)
        matrix = np.load(matrix_path(path), mmap_mode="r", allow_pickle=False)
        np.save(matrix_path(target), np.roll(matrix, 1, axis=1))


if __name__ == "__main__":
    main()
