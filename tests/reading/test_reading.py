"""From files to pages: identity, sidecars, what is skipped, and one clear line for what is wrong."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.models import Failure, Page
from indexer.reading import SourceFile, find_sources, read_file
from indexer.reading.dates import checked_date, date_part
from indexer.reading.names import is_fit, shown
from tests.conftest import write_page


def read(root: Path, *, max_bytes: int = 2**20) -> list[Page | Failure]:
    found = find_sources([root])
    pages = [page for source in found.sources for page in read_file(source, max_bytes=max_bytes)]
    return [*pages, *found.failed]


def only_page(root: Path) -> Page:
    (page,) = read(root)
    assert isinstance(page, Page), page
    return page


def only_reason(root: Path, **options: int) -> str:
    (failure,) = read(root, **options)
    assert isinstance(failure, Failure), failure
    assert "\n" not in failure.reason
    return failure.reason


@pytest.mark.parametrize(
    ("name", "identity", "page_id"),
    [
        ("江城晚报/2021-05-01/01", ("江城晚报", "2021-05-01", "01"), "江城晚报/2021-05-01/01"),
        ("江城晚报/20210501/A03", ("江城晚报", "2021-05-01", "A03"), "江城晚报/2021-05-01/A03"),
        ("江城晚报/2021-02-30/01", ("", "", ""), "江城晚报/2021-02-30/01.txt"),
        ("江城晚报/旧报/01", ("", "", ""), "江城晚报/旧报/01.txt"),
        (
            "江城晚报/2021-05-01/头版",
            ("江城晚报", "2021-05-01", ""),
            "江城晚报/2021-05-01/头版.txt",
        ),
        ("000_ab", ("", "", ""), "000_ab.txt"),
        ("江城晚报/2021-W18-6/01", ("", "", ""), "江城晚报/2021-W18-6/01.txt"),
        ("江城晚报/2021-5-1/01", ("", "", ""), "江城晚报/2021-5-1/01.txt"),
        (
            "江城晚报/2021-05-01/A03-0001",
            ("江城晚报", "2021-05-01", "A03-0001"),
            "江城晚报/2021-05-01/A03-0001",
        ),
        (
            "江城晚报/2021-05-01/A03-00012",
            ("江城晚报", "2021-05-01", ""),
            "江城晚报/2021-05-01/A03-00012.txt",
        ),
        (
            "江城晚报/2021-05-01/01 (2)",
            ("江城晚报", "2021-05-01", ""),
            "江城晚报/2021-05-01/01 (2).txt",
        ),
    ],
)
def test_a_path_says_which_page_it_is(
    tmp_path: Path, name: str, identity: tuple[str, str, str], page_id: str
) -> None:
    write_page(tmp_path, name, "渡口通航\n")
    page = only_page(tmp_path)
    assert (page.newspaper, page.date, page.number) == identity
    assert (page.id, page.text) == (page_id, "渡口通航\n")


def test_a_sidecar_goes_before_the_path_and_the_files_own_before_the_folders(
    tmp_path: Path,
) -> None:
    write_page(tmp_path, "江城晚报/2021-05-01/01", "渡口通航\n")
    folder = tmp_path / "江城晚报/2021-05-01"
    (folder / "page.toml").write_text(
        'newspaper = "江城日报"\nsection = "要闻"\n', encoding="utf-8"
    )
    (folder / "01.page.toml").write_text("date = 2021-05-02\npage = 3\n", encoding="utf-8")
    page = only_page(tmp_path)
    assert page.id == "江城日报/2021-05-02/3"
    assert page.section == "要闻"


@pytest.mark.parametrize(
    ("sidecar", "line", "says"),
    [
        pytest.param(b'date = "2021-02-30"', ":1", "不是日期", id="no calendar date"),
        pytest.param(b"date = 20210230", ":1", "不是日期", id="no date in digits"),
        pytest.param(b"date = 1.5", ":1", "不是日期", id="a number for a date"),
        pytest.param(b'page = "1"\n\ncolour = 1', ":3", "colour", id="unknown key"),
        pytest.param(b"[newspaper]\nname = 1", ":1", "newspaper", id="a table"),
        pytest.param(b'page = "1"\ndate = [', "", "不是 TOML", id="bad TOML"),
        pytest.param(b'page = "1"\ndate = = 1', ":2", "不是 TOML", id="bad TOML, line known"),
        pytest.param(b"a = " + b"[" * 9000, "", "不是 TOML", id="too deep"),
        pytest.param(b"newspaper = 1.5", ":1", "newspaper", id="newspaper is a number"),
        pytest.param(b"page = true", ":1", "page", id="page is a truth value"),
        pytest.param(b'newspaper = "a\\nb"', ":1", "newspaper", id="two lines"),
        pytest.param(b'newspaper = "../etc"', ":1", "路径", id="newspaper is a path"),
        pytest.param(b'page = ".."', ":1", "路径", id="page is a path"),
        pytest.param(b"page = '1\\2'", ":1", "路径", id="a backslash"),
        pytest.param('newspaper = "报"'.encode("gb18030"), ":1", "UTF-8", id="GB18030"),
        pytest.param(b"#" * 70_000, "", "64 KB", id="too large"),
    ],
)
def test_a_sidecar_that_cannot_be_used_is_named_with_its_line(
    tmp_path: Path, sidecar: bytes, line: str, says: str
) -> None:
    write_page(tmp_path, "01", "渡口通航\n")
    (tmp_path / "01.page.toml").write_bytes(sidecar)
    (failure,) = read(tmp_path)
    assert isinstance(failure, Failure)
    assert failure.path.endswith(f"01.page.toml{line}")
    assert says in failure.reason
    assert "01.txt" in failure.reason


@pytest.mark.parametrize(
    ("sidecar", "expected"),
    [
        pytest.param("date = 2021-05-02", "江城晚报/2021-05-02/01", id="TOML date"),
        pytest.param("date = 2021-05-02T08:00:00Z", "江城晚报/2021-05-02/01", id="TOML moment"),
        pytest.param('date = "20210502"', "江城晚报/2021-05-02/01", id="eight digits"),
        pytest.param('page = "第三版"', "江城晚报/2021-05-01/第三版", id="page as written"),
        pytest.param('\ufeffsection = "国际/财经"', "江城晚报/2021-05-01/01", id="mark and slash"),
        pytest.param('newspaper = ""', "江城晚报/2021-05-01/01.txt", id="said to be unknown"),
        pytest.param("", "江城晚报/2021-05-01/01", id="says nothing"),
    ],
)
def test_a_sidecar_says_which_page_it_is(tmp_path: Path, sidecar: str, expected: str) -> None:
    write_page(tmp_path, "江城晚报/2021-05-01/01", "渡口通航\n")
    folder = tmp_path / "江城晚报/2021-05-01"
    (folder / "01.page.toml").write_text(sidecar, encoding="utf-8")
    assert only_page(tmp_path).id == expected


def test_a_changed_sidecar_changes_the_digest(tmp_path: Path) -> None:
    write_page(tmp_path, "01", "渡口通航\n")
    before = find_sources([tmp_path]).sources[0].digest
    (tmp_path / "01.page.toml").write_text('page = "2"', encoding="utf-8")
    assert find_sources([tmp_path]).sources[0].digest != before


@pytest.mark.parametrize("name", ["01.txt", "01.md", "01.xml"])
def test_a_picture_beside_a_page_changes_the_digest(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("<PcGts>渡口通航</PcGts>", encoding="utf-8")
    before = find_sources([tmp_path]).sources[0].digest
    assert before == hashlib.sha256((tmp_path / name).read_bytes()).hexdigest()
    (tmp_path / "01.jpg").write_bytes(b"x")
    after = find_sources([tmp_path]).sources[0].digest
    assert after != before
    assert find_sources([tmp_path / name]).sources[0].digest == after


def test_an_empty_file(tmp_path: Path) -> None:
    write_page(tmp_path, "01", " \n")
    assert "空白文件" in only_reason(tmp_path)


def test_a_page_that_is_too_large(tmp_path: Path) -> None:
    write_page(tmp_path, "01", "渡" * 2**20)
    assert "按版拆开" in only_reason(tmp_path)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert "没有这个文件夹" in only_reason(tmp_path / "无")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    write_page(tmp_path, "01", "渡口通航\n").chmod(0)
    assert "权限" in only_reason(tmp_path)


def test_what_is_no_page_is_skipped_with_its_reason(tmp_path: Path) -> None:
    write_page(tmp_path, "01", "渡口通航\n")
    (tmp_path / "README.md").write_text("#", encoding="utf-8")
    (tmp_path / "q.jsonl").write_text('{"qid": "1", "question": "?"}\n', encoding="utf-8")
    (tmp_path / ".hidden.txt").write_text("x", encoding="utf-8")
    found = find_sources([tmp_path])
    assert [source.path.name for source in found.sources] == ["01.txt"]
    assert [Path(item.path).name for item in found.skipped] == ["README.md", "q.jsonl"]


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("渡口\n", encoding="utf-8")
    folder = tmp_path / "报"
    folder.mkdir()
    (folder / "01.txt").symlink_to(tmp_path / "secret.txt")
    assert "符号链接" in only_reason(folder)


def test_overlapping_folders_give_each_file_once(tmp_path: Path) -> None:
    write_page(tmp_path, "报/01", "渡口通航\n")
    assert len(find_sources([tmp_path, tmp_path / "报"]).sources) == 1


def test_articles_already_cut(tmp_path: Path) -> None:
    row = {
        "id": 7,
        "newspaper": "甲报",
        "date": "2020-01-02T03:04:05",
        "page": 3,
        "title": "题",
        "text": "文。",
    }
    (tmp_path / "a.jsonl").write_text(json.dumps(row) + "\n\n", encoding="utf-8")
    page = only_page(tmp_path)
    assert (page.id, page.newspaper, page.date, page.number) == ("7", "甲报", "2020-01-02", "3")
    assert (page.headline, page.text, page.already_cut) == ("题", "文。", True)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        pytest.param("{", "不是 JSON", id="no JSON"),
        pytest.param("[" * 100_000, "不是 JSON", id="too deep"),
        pytest.param("[]", "对象", id="no object"),
        pytest.param('{"id": "1"}', "text", id="no text"),
        pytest.param('{"id": "1", "text": " \\n"}', "text", id="white space"),
        pytest.param('{"text": "文"}', "id", id="no id"),
        pytest.param('{"id": " ", "text": "文"}', "id", id="blank id"),
        pytest.param('{"id": "a\\nb", "text": "文"}', "id", id="id of two lines"),
        pytest.param('{"id": "a\\ud800", "text": "文"}', "id", id="half a pair in an id"),
        pytest.param('{"id": "1", "text": "a\\u0000"}', "NUL", id="NUL"),
        pytest.param('{"id": "1", "text": "文", "date": "去年"}', "不是日期", id="no date"),
        pytest.param('{"id": "1", "text": "文", "date": "2021-02-30"}', "不是日期", id="Feb 30"),
        pytest.param(
            '{"id": "1", "text": "文", "date": "2021-02-03T99"}', "不是日期", id="no moment"
        ),
        pytest.param('{"id": "1", "text": ["文"]}', "text", id="text is a list"),
        pytest.param('{"id": "1", "text": 5}', "text", id="text is a number"),
        pytest.param('{"id": true, "text": "文"}', "id", id="id is a truth value"),
        pytest.param('{"id": "1", "text": "文", "page": 1.5}', "page", id="page is a fraction"),
        pytest.param('{"id": "1", "text": "文", "newspaper": {}}', "newspaper", id="an object"),
        pytest.param('{"id": "0", "text": "又是零号"}', "第 1 行已有", id="twice"),
        pytest.param('{"id": "1", "text": "' + "文" * 400_000 + '"}', "超过上限 1 MB", id="long"),
        pytest.param('{"id": "1", "text": "文\udcff\udcc4"}', "UTF-8", id="damaged"),
    ],
)
def test_a_line_that_is_no_article_is_named_and_the_rest_goes_on(
    tmp_path: Path, line: str, says: str
) -> None:
    good = [json.dumps({"id": str(n), "text": "文。"}) for n in (0, 9)]
    lines = "\n".join([good[0], line, good[1]])
    (tmp_path / "a.jsonl").write_bytes(lines.encode("utf-8", "surrogateescape"))
    first, failure, last = read(tmp_path)
    assert isinstance(first, Page) and isinstance(last, Page)
    assert isinstance(failure, Failure)
    assert failure.path.endswith("a.jsonl:2")
    assert says in failure.reason
    assert " / " in failure.reason and "\n" not in failure.reason


def test_text_of_an_article_already_cut_keeps_its_characters(tmp_path: Path) -> None:
    line = '\ufeff{"id": "1", "text": "甲\\r\\n乙\\u200b\\ud83d", "date": ""}\n\n'
    (tmp_path / "a.jsonl").write_text(line, encoding="utf-8")
    page = only_page(tmp_path)
    assert (page.text, page.date) == ("甲\n乙\u200b\ufffd", "")


def test_a_lines_digest_is_its_own(tmp_path: Path) -> None:
    line = '{"id": "1", "text": "文。"}'
    (tmp_path / "a.jsonl").write_bytes(line.encode() + b'\r\n{"id": "2", "text": "x"}')
    first, _ = read(tmp_path)
    assert isinstance(first, Page)
    assert first.digest == hashlib.sha256(line.encode()).hexdigest()


def test_articles_without_a_line(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("\n \n", encoding="utf-8")
    assert "空白文件" in only_reason(tmp_path)


@pytest.mark.timeout(60)
def test_ten_thousand_articles_of_a_file(tmp_path: Path) -> None:
    rows = (json.dumps({"id": str(n), "text": "渡口通航。" * 100}) for n in range(10_000))
    (tmp_path / "a.jsonl").write_text("\n".join(rows), encoding="utf-8")
    (source,) = find_sources([tmp_path]).sources
    assert sum(isinstance(page, Page) for page in read_file(source)) == 10_000


@pytest.mark.parametrize(
    ("line", "skipped"),
    [
        pytest.param('{"qid": "1", "question": "?"}', True, id="questions"),
        pytest.param('\n\ufeff\n{"path": "x", "articles": []}', True, id="other records"),
        pytest.param('{"qid": "1", "id": "1", "text": "文"}', False, id="articles with a qid"),
        pytest.param('{"id": "1"}', False, id="a bad article"),
        pytest.param("[" * 99_999, False, id="too deep"),
    ],
)
def test_records_that_are_no_articles_are_skipped(tmp_path: Path, line: str, skipped: bool) -> None:
    (tmp_path / "a.jsonl").write_text(f"{line}\n", encoding="utf-8")
    found = find_sources([tmp_path])
    assert (len(found.skipped), len(found.sources)) == ((1, 0) if skipped else (0, 1))


HEADER = '{"exported": "2019-08-01", "count": 2}'
ARTICLES = '{"id": "1", "text": "渡口通航。"}\n{"id": "2", "text": "春茶上市。"}'


def test_an_export_may_begin_with_a_line_about_itself(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(f"{HEADER}\n{ARTICLES}\n", encoding="utf-8")
    header, *pages = read(tmp_path)
    assert isinstance(header, Failure) and header.path.endswith("a.jsonl:1")
    assert [page.id for page in pages if isinstance(page, Page)] == ["1", "2"]


def test_lines_that_announce_the_next_are_passed_over(tmp_path: Path) -> None:
    first, second = ARTICLES.split("\n")
    lines = ['{"index": {"_id": "1"}}', first, '{"create": {}}', second, '{"index": "甲"}']
    (tmp_path / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    *pages, failure = read(tmp_path)
    assert [page.id for page in pages if isinstance(page, Page)] == ["1", "2"]
    assert isinstance(failure, Failure) and failure.path.endswith("a.jsonl:5")


@pytest.mark.parametrize(
    ("lines", "skipped"),
    [
        pytest.param([HEADER, HEADER, "{"], True, id="none fits"),
        pytest.param([HEADER, '{"qid": "1", "question": "?"}'], True, id="questions below a header"),
        pytest.param(['{"index": {}}', '{"create": {}}'], True, id="announcing nothing"),
        pytest.param([HEADER] * 19 + [ARTICLES], False, id="an article in line 20"),
        pytest.param([HEADER, "[]"], False, id="no object"),
        pytest.param([HEADER, json.dumps({"text": "文" * 200_000})], False, id="a long line"),
        pytest.param(["{", "渡口"], False, id="no JSON"),
    ],
)  # fmt: skip
def test_several_lines_say_whether_a_file_is_articles(
    tmp_path: Path, lines: list[str], skipped: bool
) -> None:
    (tmp_path / "a.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert bool(find_sources([tmp_path]).skipped) is skipped


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16-le", "utf-16-be"])
def test_articles_already_cut_in_other_encodings(tmp_path: Path, encoding: str) -> None:
    mark = "\ufeff" if encoding.startswith("utf-16") else ""
    (tmp_path / "a.jsonl").write_bytes((mark + ARTICLES).encode(encoding))
    pages = [page for page in read(tmp_path) if isinstance(page, Page)]
    assert [page.text for page in pages] == ["渡口通航。", "春茶上市。"]  # in UTF-16 上 holds \n
    if mark:  # the file in UTF-8 would be no change
        digests = [hashlib.sha256(line.encode()).hexdigest() for line in ARTICLES.split("\n")]
        assert [page.digest for page in pages] == digests


def test_a_damaged_line_of_utf_16_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    first, second = ARTICLES.split("\n")
    long = json.dumps({"id": "3", "text": "文" * 1_100_000}, ensure_ascii=False)
    lines = ["\ufeff" + first, '{"id": "0", "text": "\ud83d"}', long, second, '{"id": "4']
    data = "\n".join(lines).encode("utf-16-le", "surrogatepass")
    (tmp_path / "a.jsonl").write_bytes(data + b"\x00")
    assert [
        item.id if isinstance(item, Page) else Path(item.path).name for item in read(tmp_path)
    ] == ["1", "a.jsonl:2", "a.jsonl:3", "2", "a.jsonl"]


def test_a_linked_folder_is_refused_or_skipped_never_followed(tmp_path: Path) -> None:
    write_page(tmp_path, "外/01", "渡口\n")
    write_page(tmp_path, "报/甲/01", "渡口\n")
    (tmp_path / "报/乙").symlink_to(tmp_path / "报/甲")
    (tmp_path / "报/丙").symlink_to(tmp_path / "外")
    found = find_sources([tmp_path / "报"])
    assert [source.name for source in found.sources] == ["甲/01.txt"]
    assert [Path(item.path).name for item in found.skipped] == ["乙"]
    assert [Path(item.path).name for item in found.failed] == ["丙"]


@pytest.mark.parametrize("target", ["l.txt", "gone.txt"], ids=["circle", "broken"])
def test_a_link_that_leads_nowhere(tmp_path: Path, target: str) -> None:
    (tmp_path / "l.txt").symlink_to(tmp_path / target)
    assert "断了或绕成圈" in only_reason(tmp_path)
    (tmp_path / "l.txt").rename(tmp_path / "loop")
    assert only_reason(tmp_path / "loop")


def test_a_sidecar_that_is_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text('newspaper = "x"', encoding="utf-8")
    page = write_page(tmp_path, "报/01", "渡口\n")
    (tmp_path / "报/page.toml").symlink_to(tmp_path / "secret")
    assert "符号链接" in only_reason(tmp_path / "报")
    assert "符号链接" in only_reason(page)


def test_a_root_may_be_a_link_or_a_file_and_dots_may_lead_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = write_page(tmp_path, "江城晚报/2021-05-01/01", "渡口通航\n")
    (tmp_path / "link").symlink_to(tmp_path / "江城晚报")
    (tmp_path / "一版.txt").symlink_to(page)
    assert only_page(tmp_path / "link").id == "link/2021-05-01/01"
    assert only_page(tmp_path / "一版.txt").id == "一版.txt"
    assert only_page(page).id == "江城晚报/2021-05-01/01"
    (page.parent / "下").mkdir()
    monkeypatch.chdir(page.parent / "下")
    assert only_page(Path("..")).id == "江城晚报/2021-05-01/01"
    assert len(find_sources([tmp_path / "江城晚报", Path("..")]).sources) == 1


@pytest.mark.parametrize(
    ("name", "shown"), [(b"a\nb.txt", "a\\x0ab.txt"), (b"\xb1\xa8.txt", "\\xb1\\xa8.txt")]
)
def test_a_name_that_cannot_be_printed_is_refused(tmp_path: Path, name: bytes, shown: str) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_text("渡口\n", encoding="utf-8")
    (failure,) = find_sources([tmp_path]).failed
    assert Path(failure.path).name == shown
    assert "请改名" in failure.reason


def test_a_pipe_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "01.txt")
    found = find_sources([tmp_path])
    assert [item.reason[:6] for item in found.skipped] == ["不是普通文件"]


def test_files_that_change_after_they_were_found(tmp_path: Path) -> None:
    gone = write_page(tmp_path, "01", "渡口\n")
    folder = write_page(tmp_path, "02", "渡口\n")
    sources = find_sources([tmp_path]).sources
    gone.unlink()
    folder.unlink()
    folder.mkdir()
    reasons = [item.reason for source in sources for item in read_file(source)]  # type: ignore[union-attr]
    assert [reason[:5] for reason in reasons] == ["文件不见了", "是文件夹，"]


def test_a_suffix_without_a_reader(tmp_path: Path) -> None:
    (item,) = read_file(SourceFile(tmp_path / "a.doc", tmp_path, ""))
    assert isinstance(item, Failure)
    assert ".jsonl" in item.reason


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2021-05-01", "2021-05-01"),
        ("20210501", "2021-05-01"),
        ("2021-05-01T06:30:00+08:00", "2021-05-01"),
        ("2021-05-01 06:30:00", "2021-05-01"),
        ("2024-02-29T00:00:00Z", "2024-02-29"),
        ("2023-02-29", ""),
        ("2021-05-01T25:00", ""),
        ("2021-05-01 garbage", ""),
        ("2021-W18-6", ""),
        ("2021年5月1日", ""),
        ("２０２１０５０１", ""),
        ("0000-00-00", ""),
        ("", ""),
    ],
)
def test_dates(text: str, date: str) -> None:
    assert date_part(text) == date


@given(st.text(max_size=40))
def test_what_is_shown_is_one_fit_line(name: str) -> None:
    line = shown(name)
    assert is_fit(line)
    assert is_fit(name) == (line == name)


@given(st.dates())
def test_every_date_is_read_in_both_forms(day: dt.date) -> None:
    assert checked_date(day.isoformat()) == day.isoformat()
    assert checked_date(day.isoformat().replace("-", "")) == day.isoformat()


@settings(max_examples=200)
@given(st.binary(max_size=300))
def test_any_line_gives_pages_or_failures(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    folder = tmp_path_factory.mktemp("any")
    for suffix in ("txt", "jsonl", "page.toml"):
        (folder / f"a.{suffix}").write_bytes(data)
    for item in read(folder):
        assert isinstance(item, Page) or " / " in item.reason
