from __future__ import annotations

from pathlib import Path

import pytest

from indexer import Settings, build_settings
from indexer.errors import SettingsError


def test_flags_over_environment_over_file_over_defaults(tmp_path: Path) -> None:
    file = tmp_path / "j.toml"
    file.write_text('archive = "from-file"\nmodel = "from-file"\nthreads = 1\n', encoding="utf-8")
    environ = {"JIANBAO_SETTINGS": str(file), "JIANBAO_MODEL": "from-environment"}
    made = build_settings({"threads": 4, "archive": None}, environ)
    assert (made.archive, made.model, made.threads) == (Path("from-file"), "from-environment", 4)
    assert made.passage_chars == Settings().passage_chars


@pytest.mark.parametrize(
    ("environ", "says"),
    [
        ({"JIANBAO_THREADS": "many"}, "JIANBAO_THREADS.*'many'"),
        ({"JIANBAO_THREADS": "0"}, "threads 至少为 1"),
        ({"JIANBAO_BACKEND": "abacus"}, "torch-int8.*'abacus'"),
        ({"JIANBAO_WORDS_WEIGHT": "2"}, "words_weight"),
        ({"JIANBAO_ALLOW_DOWNLOAD": "perhaps"}, "JIANBAO_ALLOW_DOWNLOAD"),
        ({"JIANBAO_PUBLIC_URL": "jianbao.example"}, "public_url"),
        ({"JIANBAO_PUBLIC_URL": "javascript:alert(1)"}, "public_url"),
        ({"JIANBAO_PUBLIC_URL": "https://a.example/?q=1"}, "public_url"),
        ({"JIANBAO_PUBLIC_URL": "https://[a"}, "public_url"),
        ({"JIANBAO_PUBLIC_URL": "https://a.example/{x}"}, "public_url"),
        ({"JIANBAO_SETTINGS": "/no/such.toml"}, "/no/such.toml"),
    ],
)
def test_says_which_value_cannot_be_used(environ: dict[str, str], says: str) -> None:
    with pytest.raises(SettingsError, match=says):
        build_settings({}, environ)


@pytest.mark.parametrize(("text", "says"), [("colour = 1", "colour"), ("a b", "读不了")])
def test_says_what_is_wrong_in_a_file(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "j.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=says):
        build_settings({}, {"JIANBAO_SETTINGS": str(file)})
