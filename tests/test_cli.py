"""The commands as a person runs them: output, exit status, and one clear line for what is wrong."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from indexer import Claim, Report, Settings
from indexer.cli import main, reindex
from indexer.cli.common import plain_errors
from tests.answer.model_server import claims, model_server, says
from tests.conftest import ROOT, CharacterEncoder, write_articles, write_page

Command = Callable[..., Result]


@pytest.fixture
def jianbao(settings: Settings, encoder: CharacterEncoder) -> Command:
    def call(*words: str, typed: str | bytes = "", charset: str = "utf-8") -> Result:
        environment = {
            "JIANBAO_ARCHIVE": str(settings.archive),
            "JIANBAO_CACHE": str(settings.cache),
        }
        return CliRunner(charset, env=environment).invoke(
            main, list(words), input=typed, catch_exceptions=False
        )

    return call


@pytest.fixture
def filled(jianbao: Command, paper: Path) -> Command:
    assert jianbao("reindex", str(paper)).exit_code == 0
    return jianbao


def test_reindex_reports_what_it_did(jianbao: Command, paper: Path) -> None:
    first = jianbao("reindex", str(paper))
    assert "新增 added 2" in first.output and "4 篇" in first.output
    assert "未变 unchanged 2" in jianbao("reindex", str(paper)).output
    table = json.loads(jianbao("reindex", "--json", "--dry-run", str(paper)).stdout)
    assert (table["unchanged"], table["dry_run"]) == (2, True)


def test_reindex_lists_what_failed_and_says_so_by_its_status(jianbao: Command, paper: Path) -> None:
    write_page(paper, "江城晚报/2021-05-01/03", "")
    result = jianbao("reindex", str(paper))
    assert result.exit_code == 1
    assert "03.txt" in result.stderr and "失败 failed" in result.stderr
    assert "新增 added 2" in result.stdout


def test_search_prints_hits_with_their_place(filled: Command) -> None:
    result = filled("search", "“恢復通航”")
    assert result.exit_code == 0
    assert "《江城晚报》 2021-05-01 第1版 《柳林渡口昨日恢复通航》 苏禾" in result.stdout
    assert "【恢复通航】" in result.stdout


def test_search_json(filled: Command) -> None:
    table = json.loads(filled("search", "--json", "--channel", "words", "恢复通航").stdout)
    hit = table["articles"][0]["hits"][0]
    assert table["articles"][0]["article"] == "江城晚报/2021-05-01/01#1"
    start = hit["start"]
    assert "恢复" in next(hit["text"][a - start : b - start] for a, b in hit["highlights"])


def test_search_that_finds_nothing(filled: Command) -> None:
    result = filled("search", "--channel", "words", "“无此句”")
    assert (result.exit_code, result.stdout) == (0, "没有找到 / nothing found\n")


def test_search_past_the_end_says_how_many_there_are(filled: Command) -> None:
    result = filled("search", "--channel", "words", "--offset", "5", "“渡口”")
    assert result.exit_code == 0
    assert (
        result.stdout == "只有 1 篇，已到末尾：把 --offset 调小 / only 1 articles: lower --offset\n"
    )


def test_ask_cites(filled: Command) -> None:
    result = filled("ask", "柳林渡口加固工程投资多少钱")
    assert "3800万元" in result.stdout
    assert "答 answer: 3800万元  把握 strength: 0." in result.stdout
    assert "[1] 《江城晚报》 2021-05-01 第1版" in result.stdout


@pytest.mark.parametrize(
    ("support", "said"),
    [("strong", ""), ("fair", ""), ("weak", "，较小，请核对原文 weak, check it")],
)
def test_a_weak_answer_says_so(
    filled: Command, monkeypatch: pytest.MonkeyPatch, support: str, said: str
) -> None:
    monkeypatch.setattr(Claim, "support", support)
    first = filled("ask", "柳林渡口加固工程投资多少钱").stdout.splitlines()[1]
    assert re.fullmatch(rf"    答 answer: 3800万元  把握 strength: 0\.\d\d{said}", first)


def test_ask_json_has_the_promised_form(filled: Command) -> None:
    table = json.loads(filled("ask", "--json", "柳林渡口加固工程投资多少钱").stdout)
    assert set(table) == {
        "question", "claims", "items", "comparison", "refusal", "struck", "notes",
    }  # fmt: skip
    assert table["refusal"] is None
    assert set(table["claims"][0]) >= {"text", "citations"}
    assert set(table["claims"][0]["citations"][0]) == {
        "article", "newspaper", "date", "page", "title", "byline", "quote", "start", "end",
        "reference", "id", "mark", "link",
    }  # fmt: skip
    refused = json.loads(filled("ask", "--json", "世界杯决赛哪支球队夺冠").stdout)
    assert refused["claims"] == []
    assert set(refused["refusal"]) == {"reason", "nearest"}


def test_ask_shows_a_list_and_a_comparison_by_the_numbers_of_their_quotes(
    jianbao: Command, tmp_path: Path
) -> None:
    texts = (
        "夜校陶艺课开课，学员来自白鹭镇、柳林镇、青石镇等地。",
        "澜江大桥昨日合龙。澜江大桥全长2680米，双向六车道。",
        "青石大桥昨日通车。青石大桥全长1.2公里，桥面宽18米。",
    )
    rows = (
        {"id": f"a{at}", "newspaper": "江城晚报", "date": f"2022-03-{at + 1:02}", "page": "1", "title": "新闻", "text": text}
        for at, text in enumerate(texts)
    )  # fmt: skip
    jianbao("reindex", str(write_articles(tmp_path / "a.jsonl", *rows)))
    asked = "夜校陶艺课的学员来自哪些镇"
    listed = "共 3 项 / 3 items:\n  · 白鹭镇 [1]\n  · 柳林镇 [1]\n  · 青石镇 [1]\n夜校陶艺课"
    assert jianbao("ask", asked).stdout.startswith(listed)
    table = json.loads(jianbao("ask", "--json", asked).stdout)
    assert [
        (item["text"], place["start"], place["end"], place["citation"]["article"])
        for item in table["items"]
        for place in item["places"]
    ] == [("白鹭镇", 12, 15, "a0"), ("柳林镇", 16, 19, "a0"), ("青石镇", 20, 23, "a0")]
    asked = "澜江大桥和青石大桥哪座更长"
    assert jianbao("ask", asked).stdout.startswith(
        "  · 澜江大桥 2680米（2022-03-02 见报） [1]\n  · 青石大桥 1.2公里（2022-03-03 见报） [2]\n"
        "  澜江大桥的数字较大，相差 1.48公里（由引文中的数字算出） / the figure of 澜江大桥 is the greater, "
        "by 1.48公里 (computed from the quoted figures)\n"
    )
    compared = json.loads(jianbao("ask", "--json", asked).stdout)["comparison"]
    assert (compared["more"], compared["difference"]) == ("澜江大桥", "1.48公里")
    for figure in compared["figures"]:
        start = figure["citation"]["start"]
        quote = figure["citation"]["quote"]
        assert quote[figure["start"] - start : figure["end"] - start] == figure["text"]


def test_ask_marks_what_a_language_model_could_not_show(
    filled: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    with model_server() as server:
        for name, value in (("BASE_URL", server.url), ("MODEL", "played"), ("API_KEY", "sk-hush")):
            monkeypatch.setenv(f"JIANBAO_LLM_{name}", value)
        monkeypatch.setenv("NO_PROXY", "*")
        server.play = says(
            claims(
                {"text": "加固工程投资3800万元", "cites": [1], "quote": "加固工程投资3800万元"},
                {"text": "加固工程\x1b投资3900万元", "cites": [1]},
            )
        )
        asked = ("ask", "柳林渡口加固工程投资多少钱")
        result = filled(*asked)
        assert result.stdout.startswith("加固工程投资3800万元\n    答 answer: 3800万元  把握")
        assert "\n    [1] 《江城晚报》 2021-05-01" in result.stdout
        assert "“渡口停航是因为码头受洪水冲刷，加固工程投资3800万元。”" in result.stdout
        assert "✗ 删去 struck: 加固工程投资3900万元" in result.stdout
        assert "3900万元 / not in the words it cites" in result.stdout
        assert "语言模型 played" in result.stderr
        assert "hush" not in result.output and "\x1b" not in result.output
        table = json.loads(filled(*asked, "--json").stdout)
        assert [item["text"] for item in table["claims"]] == ["加固工程投资3800万元"]
        assert "3900万元" in table["struck"][0]["reason"] and table["notes"]
        sent = len(server.requests)
        assert "played" not in filled(*asked, "--no-model").output
        assert len(server.requests) == sent


def test_ask_says_how_a_time_was_understood(filled: Command) -> None:
    said = filled("ask", "--today", "2022-03-01", "去年柳林渡口加固工程投资多少钱")
    assert "“去年”按2021年理解" in said.stderr
    assert "3800万元" in said.stdout
    assert filled("ask", "--today", "昨天", "投资多少钱").exit_code == 2


def test_a_session_of_questions(filled: Command) -> None:
    typed = "柳林渡口停航是什么原因\n\n？\n它的管理站站长是谁\n再见\n去年报名的有多少人\n"
    said = filled("ask", "--session", typed=typed)
    assert said.exit_code == 0
    assert "洪水冲刷" in said.stdout and "罗启明" in said.stdout
    assert "去年" not in said.stderr  # after 再见 nothing is asked
    assert "“它”按“柳林渡口”理解" in said.stderr
    assert "没有可查的字" in said.stderr  # and the session goes on
    assert "问>" not in said.stderr  # no terminal


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_session_typed_with_a_byte_order_mark_or_in_gbk(filled: Command, encoding: str) -> None:
    asked = "柳林渡口停航是什么原因\n"
    said = filled("ask", "--session", typed=asked.encode(encoding) + b"\xff\n" + b"\n")
    assert said.exit_code == 0
    assert "洪水冲刷" in said.stdout
    assert "错误 error: 标准输入 standard input: 不是 UTF-8" in said.stderr


def test_a_session_in_json_is_a_line_an_answer(filled: Command) -> None:
    said = filled("ask", "--session", "--json", "柳林渡口站长是谁", typed="他是谁\n")
    rows = [json.loads(line) for line in said.stdout.splitlines()]
    assert [row["question"] for row in rows][:1] == ["柳林渡口站长是谁"]
    assert len(rows) == 2


def test_ask_wants_a_question(filled: Command) -> None:
    said = filled("ask")
    assert said.exit_code == 2
    assert "--session" in said.stderr


def test_show_an_article_and_a_page(filled: Command) -> None:
    assert "停航两年的柳林渡口" in filled("show", "江城晚报/2021-05-01/01#1").stdout
    page = filled("show", "江城晚报/2021-05-01/01").stdout
    assert "柳林渡口昨日恢复通航" in page and "城东菜场搬进新楼" in page
    layout = filled("show", "江城晚报/2021-05-01/01", "--layout").stdout
    assert "title" in layout and "byline" in layout


def test_split_prints_the_form_that_is_scored(jianbao: Command, paper: Path) -> None:
    lines = jianbao("split", "--json", str(paper)).stdout.splitlines()
    rows = [json.loads(line) for line in lines]
    assert [row["path"] for row in rows] == [
        "江城晚报/2021-05-01/01.txt",
        "江城晚报/2021-05-01/02.txt",
    ]
    text = (paper / rows[0]["path"]).read_text(encoding="utf-8")
    paragraphs = "".join(p for article in rows[0]["articles"] for p in article["paragraphs"])
    assert "".join(paragraphs.split()) == "".join(text.split())
    assert rows[0]["articles"][1]["title"] == "城东菜场搬进新楼"


def test_split_says_what_it_skips(jianbao: Command, paper: Path) -> None:
    (paper / "封面.psd").write_bytes(b"8BPS")
    result = jianbao("split", str(paper))
    assert result.exit_code == 0
    [line] = result.stderr.splitlines()
    assert line.startswith("略过 skipped") and "封面.psd" in line


def test_check(filled: Command) -> None:
    assert "完好" in filled("check").stdout
    table = json.loads(filled("check", "--json").stdout)
    assert (table["sound"], table["generation"], table["articles"]) == (True, "000001", 4)


def test_check_names_what_is_damaged_and_repairs_it(filled: Command, settings: Settings) -> None:
    folder = settings.archive / "generations" / "000001"
    for name in ("columns.npz", "vectors/000001.rows.npy"):
        os.truncate(folder / name, 10)
    result = filled("check")
    assert result.exit_code == 1 and "check --repair" in result.stderr
    assert "columns.npz" in result.stderr and "000001.rows.npy" in result.stderr
    table = json.loads(filled("check", "--json").stdout)
    assert [item["part"] for item in table["damaged"]] == ["columns", "vectors"]
    assert filled("search", "渡口").exit_code == 2
    result = filled("check", "--repair")
    assert result.exit_code == 0
    assert "修复 repaired" in result.stdout and "完好 sound: 第 000002 代" in result.stdout
    assert "渡口" in filled("search", "渡口").stdout
    table = json.loads(filled("check", "--repair", "--json").stdout)
    assert table["sound"] and table["repaired"] == {"damaged": [], "steps": [], "failed": []}


def test_check_of_no_archive(jianbao: Command, settings: Settings) -> None:
    for words in (("check",), ("check", "--repair")):
        result = jianbao(*words)
        assert result.exit_code == 2 and "reindex" in result.stderr
    assert not settings.archive.exists()


def test_evaluate(filled: Command, tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text(
        '{"qid": "1", "question": "夜校木工课报名的有多少人", "kind": "number",'
        ' "gold_ids": ["江城晚报/2021-05-01/02#1"], "answers": ["４５人"]}\n',
        encoding="utf-8",
    )
    shown = filled("evaluate", str(path))
    assert "number" in shown.stdout and "95 %" in shown.stdout
    assert "注意" not in shown.stderr
    table = json.loads(filled("evaluate", "--json", str(path)).stdout)
    assert table["all"] == table["by_kind"]["number"]
    assert table["all"] == {
        "n": 1, "answer@1": 1.0, "answer@3": 1.0, "F1": 1.0, "unanswered": 0.0, "verbatim": 1.0, "supported": 1.0,
        "R@1": 1.0, "R@5": 1.0, "R@10": 1.0, "MRR@10": 1.0, "nDCG@10": 1.0,
    }  # fmt: skip


def test_evaluate_says_which_ids_the_archive_lacks(filled: Command, tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    row = {
        "qid": "1",
        "question": "渡口",
        "answers": [],
        "gold_ids": [f"旧号#{n}" for n in range(4)],
    }
    path.write_text(json.dumps(row), encoding="utf-8")
    result = filled("evaluate", str(path))
    assert result.exit_code == 0
    assert "有 4 个不在档案库里，如 旧号#0、旧号#1、旧号#2 / 4 ids" in result.stderr


@pytest.mark.parametrize(
    ("words", "says"),
    [
        pytest.param(["search", ""], "没有可查的字", id="empty query"),
        pytest.param(["search", "渡" * 10_000], "太长", id="endless query"),
        pytest.param(["search", "++ -- && ()"], "没有可查的字", id="operators only"),
        pytest.param(["search", "-渡口 码头"], "search -- '-渡口", id="a query that begins with -"),
        pytest.param(["ask", "？"], "没有可查的字", id="empty question"),
        pytest.param(["show", "x", "--span", "1-2"], "--picture", id="a span without a picture"),
        pytest.param(["show", "x", "--layout", "--json"], "--layout、--json", id="two forms"),
        pytest.param(
            ["show", "x", "--layout", "--picture", "x.png", "--span", "1-2"],
            "--layout、--picture",
            id="a picture beside the layout",
        ),
        pytest.param(
            ["show", "x", "--picture", "x.png", "--json"],
            "--picture、--json",
            id="picture and JSON",
        ),
        pytest.param(["search", "--since", "2021-02-30", "渡口"], "不是日期", id="no date"),
        pytest.param(["show", "没有/这/版"], "没有/这/版", id="unknown id"),
        pytest.param(["show", "\udcbd\udcad/1"], "没有 /1", id="an id that is not UTF-8"),
        pytest.param(
            ["search", "渡口", "--archive", __file__], "还没有档案库", id="a file for an archive"
        ),
        pytest.param(["check", "--archive", __file__], "还没有档案库", id="a file to check"),
        pytest.param(
            ["generations", "--archive", __file__], "还没有档案库", id="a file with generations"
        ),
        pytest.param(["evaluate", "/no/such/file"], "/no/such/file", id="no question file"),
        pytest.param(["split"], "PATHS", id="no path"),
    ],
)
def test_bad_input_gets_one_clear_line(filled: Command, words: list[str], says: str) -> None:
    result = filled(*words)
    assert result.exit_code == 2
    assert says in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
@pytest.mark.parametrize("unbuffered", [False, True], ids=["buffered", "unbuffered"])
def test_a_disk_that_is_full_is_said_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], unbuffered: bool
) -> None:
    @plain_errors
    def prints() -> None:
        click.echo("渡口")

    with io.TextIOWrapper(
        Path("/dev/full").open("wb", buffering=0 if unbuffered else -1), write_through=unbuffered
    ) as full:
        monkeypatch.setattr(sys, "stdout", full)
        with pytest.raises(SystemExit) as ended:
            prints()
    assert ended.value.code == 2
    [line] = capsys.readouterr().err.splitlines()
    assert "写不了标准输出" in line


def test_an_error_that_is_not_of_the_output_keeps_its_traceback() -> None:
    @plain_errors
    def fails() -> None:
        raise PermissionError("corpus/")

    with pytest.raises(PermissionError):
        fails()


def test_no_archive_yet(jianbao: Command) -> None:
    result = jianbao("search", "渡口")
    assert result.exit_code == 2
    assert "先运行 reindex" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_an_archive_that_cannot_be_written(jianbao: Command, paper: Path) -> None:
    result = jianbao("reindex", str(paper), "--archive", "/proc/none")
    assert result.exit_code == 2
    assert "写不进 /proc/none" in result.stderr


def test_pages_that_all_fail_make_no_archive(jianbao: Command, tmp_path: Path) -> None:
    (tmp_path / "空.txt").touch()
    assert jianbao("reindex", str(tmp_path / "空.txt")).exit_code == 1
    assert "先运行 reindex" in jianbao("search", "渡口").stderr


@pytest.mark.parametrize("words", [["reindex"], ["reindex", "--full"], ["check", "--repair"]])
@pytest.mark.parametrize("is_there", [False, True], ids=["no folder", "another folder"])
def test_a_folder_that_is_no_archive_stays_as_it_is(
    jianbao: Command, settings: Settings, words: list[str], is_there: bool
) -> None:
    if is_there:
        write_page(settings.archive, "稿件", "不是档案库。")
    result = jianbao(*words)
    assert result.exit_code == 2
    assert f"{settings.archive} 里还没有档案库" in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert list(settings.archive.rglob("*")) == [settings.archive / "稿件.txt"] * is_there


def test_a_dry_run_makes_no_archive(jianbao: Command, paper: Path, settings: Settings) -> None:
    result = jianbao("reindex", "--dry-run", str(paper))
    assert (result.exit_code, settings.archive.exists()) == (0, False)
    assert "将会 would be: 新增 added 2" in result.stdout


def test_page_text_cannot_steer_the_terminal(jianbao: Command, tmp_path: Path) -> None:
    folder = tmp_path / "报"
    write_page(
        folder, "江城晚报/2021-05-01/01", "红字新闻\n\n本报讯 颜色\x1b[31m是红的\x1b]0;x\x07。\n"
    )
    jianbao("reindex", str(folder))
    for words in (["search", "颜色"], ["show", "江城晚报/2021-05-01/01"], ["ask", "颜色是红的吗"]):
        assert "\x1b" not in jianbao(*words).output


def test_an_output_that_lacks_a_letter_shows_its_number(filled: Command, paper: Path) -> None:
    write_page(paper, "江城晚报/2021-05-02/01", "𠮷野木工展\n\n本报讯 𠮷野木工展昨日开幕。\n")
    filled("reindex", str(paper))
    for words in (["show", "江城晚报/2021-05-02/01"], ["search", "--channel", "words", "野木工展"]):
        result = filled(*words, charset="gbk")
        assert result.exit_code == 0
        assert "\\U00020bb7野木工展" in result.stdout
        table = json.loads(filled(*words, "--json", charset="gbk").stdout)
        found = table["articles"] if words[0] == "search" else table
        assert found[0]["title"] == "𠮷野木工展"


@pytest.mark.parametrize("words", [["reindex", "--help"], ["search", "--help"], ["--help"]])
def test_help_loads_no_model(words: list[str]) -> None:
    code = (
        "import sys\nfrom indexer.cli import main\n"
        "try: main(sys.argv[1:])\nexcept SystemExit: pass\n"
        "heavy = {'torch', 'sentence_transformers', 'streamlit', 'jieba', 'openai', 'cn2an'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code, *words], check=True, cwd=ROOT, capture_output=True)


def test_keyword_search_loads_no_model(filled: Command, settings: Settings) -> None:
    code = (
        "import sys\nimport indexer.archive\nindexer.archive.fingerprint_of = lambda *_, **__: 'characters'\n"
        "from indexer.cli import main\n"
        "try: main(['search', '--channel', 'words', '渡口'])\nexcept SystemExit as e: assert not e.code\n"
        "assert not {'torch', 'sentence_transformers', 'openai', 'cn2an'} & set(sys.modules)"
    )
    environment = {**os.environ, "JIANBAO_ARCHIVE": str(settings.archive)}
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, cwd=ROOT, capture_output=True, env=environment
    )
    assert "渡口" in done.stdout.decode()


def test_the_reindex_command_stands_by_itself(run: Callable[..., Report]) -> None:
    assert "reindex corpus/" in CliRunner().invoke(reindex, ["--help"]).output


def test_generations_and_rollback(filled: Command, paper: Path) -> None:
    write_page(paper, "江城晚报/2021-05-02/01", "春茶上市\n\n本报讯 春茶昨日上市。\n")
    assert filled("reindex", str(paper)).exit_code == 0
    current, before = filled("generations").stdout.splitlines()
    assert current.startswith("* 000002  ") and "3 版" in current
    assert before.startswith("  000001  ") and "2 版" in before
    table = json.loads(filled("generations", "--json").stdout)
    assert [(row["generation"], row["current"], row["pages"]) for row in table] == [
        ("000002", True, 3),
        ("000001", False, 2),
    ]
    returned = filled("reindex", "--rollback")
    assert (returned.exit_code, returned.stdout[:8]) == (0, "* 000001")
    assert "reindex" in returned.stderr
    assert "春茶" not in filled("search", "春茶").stdout
    table = json.loads(filled("reindex", "--rollback", "2", "--json").stdout)
    assert (table["generation"], table["previous"]) == ("000002", "000001")
    assert "春茶" in filled("search", "春茶").stdout


def test_a_rollback_that_is_not_possible(filled: Command, paper: Path) -> None:
    result = filled("reindex", "--rollback")
    assert result.exit_code == 2 and "没有更早的一代" in result.stderr
    result = filled("reindex", "--rollback", "7")
    assert result.exit_code == 2 and "jianbao generations" in result.stderr
    result = filled("reindex", "--rollback", "1", str(paper))
    assert result.exit_code == 2 and "--rollback" in result.stderr
