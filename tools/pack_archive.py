"""Pack a very small archive of the present format for the tests: once, when a release is made.

    python tools/pack_archive.py tests/store/fixtures/schema-5.tar.xz

What a later release does with it is tested by tests/store/test_versions.py. It is built without a
model: its vectors are those of the tests' encoder.
"""

from __future__ import annotations

import argparse
import sys
import tarfile
import tempfile
from pathlib import Path
from unittest import mock

sys.path.insert(0, str(Path(__file__).parent.parent))

from indexer import Settings
from indexer.reindex import reindex
from tests.conftest import CharacterEncoder

PAGE = """\
渡口的钟修好了

□本报记者 苏 禾

本报讯 柳林渡口的老钟停了三年，昨日重新走时。修钟的是七十岁的钟表匠罗启明，他拆洗了一百六十个零件，没有收钱。

木匠开班

□本报记者 白 露

本报讯 文化馆的木工班今日开课，报名的有45人。
"""


def main() -> None:
    """Build the archive and pack what lies in its folder, but for locks and logs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("to", type=Path)
    options = parser.parse_args()
    encoder = CharacterEncoder()
    with (
        tempfile.TemporaryDirectory() as folder,
        mock.patch("indexer.reindex.fingerprint_of", return_value=encoder.fingerprint),
    ):
        page = Path(folder, "报纸", "江城晚报", "2021-04-30", "01.txt")
        page.parent.mkdir(parents=True)
        page.write_text(PAGE, encoding="utf-8")
        archive = Path(folder, "archive")
        reindex([Path(folder, "报纸")], Settings(archive=archive), load_encoder=lambda: encoder)
        with tarfile.open(options.to, "w:xz") as packed:
            for path in sorted(archive.iterdir()):
                if path.name in ("CURRENT", "generations", "embeddings.sqlite"):
                    packed.add(path, path.name)


if __name__ == "__main__":
    main()
