"""`jianbao cite`: references from ids, identifiers and links, after a reindex too."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import rispy
from click.testing import CliRunner, Result

from indexer import Anchor, Archive, Settings, cite_as, parse_identifier
from indexer.cli import main
from indexer.errors import UnknownId
from tests.conftest import CORPUS, ROOT, TWO_ARTICLES, CharacterEncoder, write_page

Command = Callable[..., Result]
FIRST, SECOND = "江城晚报/2021-05-01/01", "江城晚报/2021-05-01/02"
QUOTE = "首日运送旅客1260人次。"
BRIEF = "汛期水位简报\n\n□本报记者 苏 禾\n\n本报讯 昨日江城水位站测得水位18.6米，比前日下降0.2米，全线低于警戒水位。\n\n"
REFERENCE = "苏禾. 柳林渡口昨日恢复通航[N]. 江城晚报，2021-05-01（1）."


@pytest.fixture
def jianbao(archive: Archive, settings: Settings, encoder: CharacterEncoder) -> Command:
    """The command over the filled archive."""

    def call(*words: str, given: str | bytes = "", **environment: str) -> Result:
        environment |= {
            "JIANBAO_ARCHIVE": str(settings.archive),
            "JIANBAO_CACHE": str(settings.cache),
        }
        runner = CliRunner(env=environment)
        return runner.invoke(main, list(words), input=given, catch_exceptions=False)

    return call


def identifier(jianbao: Command) -> str:
    """Return the identifier of QUOTE, as a citation of `ask --json` would name it."""
    text = json.loads(jianbao("show", "--json", f"{FIRST}#1").stdout)[0]["text"]
    start = text.index(QUOTE)
    span = f"{start}-{start + len(QUOTE)}"
    [row] = json.loads(jianbao("cite", f"{FIRST}#1", "--span", span, "--json").stdout)
    assert (row["found"], row["exact"], row["style"]) == ("place", True, "gbt7714-2025")
    return str(row["id"])


def test_a_reference(jianbao: Command) -> None:
    result = jianbao("cite", f"{FIRST}#1")
    assert (result.exit_code, result.stdout, result.stderr) == (0, f"{REFERENCE}\n", "")
    older = jianbao("cite", f"{FIRST}#1", "--style", "gbt7714-2015").stdout
    assert older == "苏禾. 柳林渡口昨日恢复通航[N]. 江城晚报, 2021-05-01(1).\n"


def test_several_ids_are_one_file(jianbao: Command) -> None:
    result = jianbao("cite", "--style", "ris", "-", given=f"{FIRST}#1\n\n{SECOND}#2\n{FIRST}#1\n")
    titles = [entry["title"] for entry in rispy.loads(result.stdout)]
    assert titles == ["柳林渡口昨日恢复通航", "小学生写信给气象台"]
    assert len(jianbao("cite", f"{FIRST}#1", f"{SECOND}#2").stdout.splitlines()) == 2


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_ids_may_come_with_a_byte_order_mark_or_in_gbk(jianbao: Command, encoding: str) -> None:
    given = f"{FIRST}#1\r\n{SECOND}#2\r\n".encode(encoding)
    result = jianbao("cite", "-", given=given)
    assert (result.exit_code, len(result.stdout.splitlines())) == (0, 2)


@pytest.mark.parametrize("as_link", [False, True], ids=["identifier", "link"])
def test_an_identifier_outlives_a_reindex(jianbao: Command, paper: Path, as_link: bool) -> None:
    wanted = identifier(jianbao)
    [row] = json.loads(jianbao("cite", "--json", wanted).stdout)
    assert row["article"] == f"{FIRST}#1"
    write_page(paper, FIRST, BRIEF + TWO_ARTICLES)
    assert jianbao("reindex", str(paper)).exit_code == 0
    # By its id alone it is the article of that number now; by its identifier it is the words'.
    assert "汛期水位简报" in jianbao("cite", f"{FIRST}#1").stdout
    again = jianbao("cite", row["link"] if as_link else wanted)
    assert (again.exit_code, again.stdout) == (0, f"{REFERENCE}\n")
    assert "文章编号变了" in again.stderr
    [moved] = json.loads(jianbao("cite", "--json", wanted).stdout)
    assert (moved["article"], moved["found"], moved["mark"]) == (f"{FIRST}#2", "page", row["mark"])


def test_a_whole_article_is_cited_as_one(jianbao: Command, paper: Path, archive: Archive) -> None:
    """Its identifier outlives a sentence that was added, and so does a copy with its full stop."""
    [row] = json.loads(jianbao("cite", f"{FIRST}#1", "--json", "--style", "bibtex").stdout)
    whole = archive.anchor(f"{FIRST}#1")
    assert parse_identifier(row["id"]) == parse_identifier(row["link"]) == whole
    assert (row["start"], row["end"], row["mark"]) == (0, 0, whole.mark)
    assert archive.reference(whole).key in row["reference"]
    added = TWO_ARTICLES.replace(QUOTE, QUOTE + "码头上挂起了灯笼。")
    assert added != TWO_ARTICLES
    write_page(paper, FIRST, added)
    assert jianbao("reindex", str(paper)).exit_code == 0
    for end in ("", ".", "）。"):
        again = jianbao("cite", row["id"] + end)
        assert (again.exit_code, again.stdout) == (0, f"{REFERENCE}\n")


def test_a_copied_full_stop_does_not_open_another_article(jianbao: Command, paper: Path) -> None:
    [row] = json.loads(jianbao("cite", "--json", identifier(jianbao)).stdout)
    write_page(paper, FIRST, BRIEF + TWO_ARTICLES)
    jianbao("reindex", str(paper))
    for copied in (row["id"] + ".", row["link"] + ".", row["link"] + "。"):
        assert jianbao("cite", copied).stdout == f"{REFERENCE}\n"


def test_an_identifier_is_shown_and_has_its_like(jianbao: Command, paper: Path) -> None:
    wanted = identifier(jianbao)
    plain = [json.loads(jianbao(*words, "--json").stdout) for words in (
        ("show", f"{FIRST}#1"), ("similar", f"{FIRST}#1"),
    )]  # fmt: skip
    assert [json.loads(jianbao(*words, "--json").stdout) for words in (
        ("show", wanted), ("similar", wanted),
    )] == plain  # fmt: skip
    write_page(paper, FIRST, BRIEF + TWO_ARTICLES)
    jianbao("reindex", str(paper))
    moved = jianbao("show", wanted)
    assert moved.stdout.startswith(f"{FIRST}#2\n")
    assert "文章编号变了" in moved.stderr
    assert jianbao("similar", "jianbao:没有这篇#1").exit_code == 2


def test_words_that_are_gone_are_named(jianbao: Command, paper: Path) -> None:
    wanted = identifier(jianbao)
    write_page(paper, FIRST, BRIEF)
    jianbao("reindex", str(paper))
    alone = jianbao("cite", wanted)
    assert (alone.exit_code, alone.stdout) == (2, "") and wanted in alone.stderr
    beside = jianbao("cite", wanted, f"{SECOND}#2")
    assert beside.exit_code == 1 and "小学生写信给气象台" in beside.stdout


def test_a_corrected_quote_is_said_to_be_one(jianbao: Command, paper: Path) -> None:
    quote = "渡口停航是因为码头受洪水冲刷，加固工程投资3800万元。"
    text = json.loads(jianbao("show", "--json", f"{FIRST}#1").stdout)[0]["text"]
    start = text.index(quote)
    span = f"{start}-{start + len(quote)}"
    [row] = json.loads(jianbao("cite", f"{FIRST}#1", "--span", span, "--json").stdout)
    write_page(paper, FIRST, TWO_ARTICLES.replace("受洪水", "遭洪水"))
    jianbao("reindex", str(paper))
    assert "文字有改动" in jianbao("cite", row["id"]).stderr


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        pytest.param(["没有这篇#1"], 2, "没有这篇#1", id="unknown"),
        pytest.param([f"{FIRST}#1", "--span", "40-12"], 2, "12-40", id="a span backwards"),
        pytest.param([f"{FIRST}#1", "--span", "0-99999"], 2, "不超过 ", id="a span too long"),
        pytest.param(["没有这篇#1", "--span", "0-9"], 2, "没有这篇#1", id="a span of nothing"),
        pytest.param([f"{FIRST}#1", f"{FIRST}#2", "--span", "1-2"], 2, "一个编号", id="two ids"),
        pytest.param([f"{FIRST}#1", "--style", "mla"], 2, "gbt7714-2025", id="no such style"),
        pytest.param(["-"], 2, "没有给出编号", id="nothing on standard input"),
        pytest.param(["\udcbd\udcad#1"], 2, "#1", id="an id that is not UTF-8"),
    ],
)
def test_what_cannot_be_cited(jianbao: Command, words: list[str], status: int, says: str) -> None:
    result = jianbao("cite", *words)
    assert (result.exit_code, result.stdout) == (status, "")
    assert says in result.stderr


def test_with_a_public_address_references_are_links(jianbao: Command) -> None:
    public = {"JIANBAO_PUBLIC_URL": "https://jianbao.example/"}
    shown = jianbao("cite", f"{FIRST}#1", **public).stdout
    assert "[N/OL]. 江城晚报，2021-05-01（1）. https://jianbao.example/article?article=" in shown
    table = json.loads(jianbao("ask", "--json", "柳林渡口加固工程投资多少钱", **public).stdout)
    citation = table["claims"][0]["citations"][0]
    assert citation["link"].startswith("https://jianbao.example/article?")
    assert parse_identifier(citation["link"]) == parse_identifier(citation["id"])


def test_ask_and_show_print_the_reference(jianbao: Command) -> None:
    asked = jianbao("ask", "柳林渡口加固工程投资多少钱").stdout
    assert REFERENCE in asked
    named = next(line.strip() for line in asked.splitlines() if "jianbao:" in line)
    assert jianbao("cite", named).stdout == f"{REFERENCE}\n"
    assert REFERENCE in jianbao("show", f"{FIRST}#1").stdout


def test_search_json_names_what_it_found(jianbao: Command) -> None:
    table = json.loads(jianbao("search", "--json", "--channel", "words", "恢复通航").stdout)
    hit = table["articles"][0]["hits"][0]
    found = parse_identifier(hit["id"])
    assert (found.article_id, found.start, found.end) == (f"{FIRST}#1", hit["start"], hit["end"])
    assert hit["link"].startswith("/article?")


def test_references_for_programs(archive: Archive) -> None:
    anchor = archive.anchor(f"{FIRST}#1", 0, 5)
    assert cite_as(archive.reference(anchor)) == REFERENCE
    with pytest.raises(UnknownId):
        archive.reference(replace(anchor, article_id="他报/2021-05-01/01#1"))
    assert cite_as(archive.reference(Anchor(f"{FIRST}#1"))) == REFERENCE


def test_the_documented_commands_print_what_is_documented(
    run: Callable[..., object], settings: Settings
) -> None:
    run(CORPUS)
    text = (ROOT / "docs" / "citations.md").read_text(encoding="utf-8")
    console = text.split("```console\n")[1].split("```")[0]
    examples = console.split("$ jianbao ")[1:]
    assert len(examples) == 3
    for example in examples:
        command, _, shown = example.partition("\n")
        runner = CliRunner(env={"JIANBAO_ARCHIVE": str(settings.archive)})
        assert runner.invoke(main, shlex.split(command)).stdout == shown
