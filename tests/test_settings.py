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
        ({"JIANBAO_THREADS": "2.9"}, "JIANBAO_THREADS.*'2.9'.*int"),
        ({"JIANBAO_THREADS": "1000000"}, "threads 至多 1024.*1000000"),
        ({"JIANBAO_WORDS": " "}, "JIANBAO_WORDS.*' '"),
        ({"JIANBAO_BACKEND": "abacus"}, "torch-int8.*'abacus'"),
        ({"JIANBAO_WORDS_WEIGHT": "2"}, "words_weight"),
        ({"JIANBAO_ALLOW_DOWNLOAD": "perhaps"}, "JIANBAO_ALLOW_DOWNLOAD"),
        ({"JIANBAO_PUBLIC_URL": "jianbao.example"}, "public_url"),
        ({"JIANBAO_PUBLIC_URL": "javascript:alert(1)"}, "public_url"),
        ({"JIANBAO_PUBLIC_URL": "https://a.example/?q=1"}, "public_url"),
        ({"JIANBAO_PUBLIC_URL": "https://[a"}, "public_url"),
        ({"JIANBAO_PUBLIC_URL": "https://a.example/{x}"}, "public_url"),
        ({"JIANBAO_ARCHIVE": "~nobody-of-this-name/x"}, "JIANBAO_ARCHIVE.*~nobody"),
        ({"JIANBAO_SETTINGS": "/no/such.toml"}, "/no/such.toml"),
        ({"JIANBAO_LLM_BASE_URL": "localhost:11434"}, "llm_base_url 应是"),
        ({"JIANBAO_LLM_BASE_URL": "http://[::1"}, "llm_base_url 应是"),
        ({"JIANBAO_LLM_BASE_URL": "http://a:99999/v1"}, "llm_base_url 应是"),
        ({"JIANBAO_LLM_BASE_URL": "https://me:secret@a/v1"}, "llm_base_url 里不要写"),
        ({"JIANBAO_LLM_BASE_URL": "http://a/v1"}, "要一起设置"),
        ({"JIANBAO_LLM_MODEL": "qwen3"}, "要一起设置"),
        ({"JIANBAO_LLM_TIMEOUT_S": "0"}, "llm_timeout_s 应大于 0"),
        ({"JIANBAO_LLM_TIMEOUT_S": "nan"}, "llm_timeout_s 应大于 0"),
    ],
)
def test_says_which_value_cannot_be_used(environ: dict[str, str], says: str) -> None:
    with pytest.raises(SettingsError, match=says):
        build_settings({}, environ)


@pytest.mark.parametrize(
    ("text", "says"), [
        ("colour = 1", "colour"), ("a b", "读不了"), (r'archive = "a\u0000b"', "archive.*用不了"),
        ('words = ""', "words.*''"), ('archive = ""', "archive.*''"), ("archive = 3", "archive.*Path"),
        ("threads = 2.9", "threads.*2.9.*int"), ("threads = true", "threads.*True.*int"),
        ("threads = []", "threads.*int"), ("words_weight = false", "words_weight.*float"),
        ("allow_download = []", "allow_download.*bool"), ("rerank = 2", "rerank.*bool"),
        ("model = 3", "model.*3.*str"), ("model = []", "model.*str"), ("editors = 3", "editors.*3"),
    ],
)  # fmt: skip
def test_says_what_is_wrong_in_a_file(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "j.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=says):
        build_settings({}, {"JIANBAO_SETTINGS": str(file)})


def test_values_of_a_file(tmp_path: Path) -> None:
    file = tmp_path / "j.toml"
    file.write_text(
        "threads = 3\nwords_weight = 1\nllm_timeout_s = 2.5\nrerank = false\nallow_download = 1\n"
        'model = "某/模型"\nwords = "词.txt"\neditors = ["a", "b"]\n',
        encoding="utf-8",
    )
    made = build_settings({}, {"JIANBAO_SETTINGS": str(file), "JIANBAO_SIGN_IN_HOURS": "3"})
    assert made == Settings(
        threads=3, words_weight=1.0, llm_timeout_s=2.5, rerank=False, allow_download=True,
        model="某/模型", words=Path("词.txt"), editors=("a", "b"), sign_in_hours=3,
    )  # fmt: skip


def test_a_file_may_begin_with_a_mark_of_its_encoding(tmp_path: Path) -> None:
    """As editors on Windows write it."""
    file = tmp_path / "j.toml"
    file.write_text('archive = "馆"\n', encoding="utf-8-sig")
    assert build_settings({}, {"JIANBAO_SETTINGS": str(file)}).archive == Path("馆")


def test_an_empty_variable_is_not_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert build_settings({}, {"JIANBAO_SETTINGS": ""}) == Settings()
    (tmp_path / "jianbao.toml").write_text("threads = 3", encoding="utf-8")
    assert build_settings({}, {"JIANBAO_SETTINGS": ""}).threads == 3


def test_a_key_is_never_shown() -> None:
    made = build_settings({}, {"JIANBAO_LLM_API_KEY": "sk-hush"})
    assert made.llm_api_key == "sk-hush"
    assert "hush" not in repr(made)
    with pytest.raises(SettingsError, match="llm_api_key") as caught:
        build_settings({}, {"JIANBAO_LLM_API_KEY": "sk-hush\n密钥"})
    assert "hush" not in str(caught.value)
