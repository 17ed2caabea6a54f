"""The file itself: made when written to, shared by threads and processes, refused when it is not ours."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from indexer import Article
from indexer.desk import Clippings, Database, Watches
from indexer.desk.limits import FOLDERS
from indexer.errors import DeskError, DeskRefused


def test_looking_makes_no_file(database: Database) -> None:
    assert Clippings(database).folders() == []
    assert Watches(database).all() == []
    assert not database.path.exists()


def test_what_is_kept_is_there_for_another_who_opens_it(database: Database) -> None:
    Clippings(database).make_folder("渡口")
    assert [folder.name for folder in Clippings(Database(database.path)).folders()] == ["渡口"]


def test_the_schema_is_recorded(database: Database) -> None:
    Clippings(database).make_folder("渡口")
    with sqlite3.connect(database.path) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()


def test_several_threads_make_and_fill_one_file(database: Database) -> None:
    def work(number: int) -> None:
        Clippings(database).make_folder(f"第{number}夹")

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(work, range(40)))
    assert len(Clippings(database).folders()) == 40


def test_several_threads_put_into_one_folder_in_an_order(
    database: Database, article: Article
) -> None:
    folder = Clippings(database).make_folder("渡口")

    def work(start: int) -> None:
        kept = Clippings(database)
        key = kept.add(folder, article, start, start + 5)
        kept.set_note(key, str(start), "")
        kept.move(key, up=True)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(work, range(40)))
    items = Clippings(database).items(folder)
    assert sorted((item.start, item.note) for item in items) == [(at, str(at)) for at in range(40)]
    with database.reading() as connection:
        places = connection.execute("SELECT place FROM items").fetchall()
    assert len(set(places)) == 40


def test_only_one_of_several_threads_gets_the_last_place(database: Database) -> None:
    kept = Clippings(database)
    for number in range(FOLDERS - 1):
        kept.make_folder(str(number))

    def work(number: int) -> bool:
        try:
            Clippings(database).make_folder(f"多{number}")
        except DeskRefused:
            return False
        return True

    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(work, range(4))) == [False, False, False, True]
    assert len(kept.folders()) == FOLDERS


def test_several_processes_write_to_one_file(database: Database) -> None:
    code = (
        "import sys; from pathlib import Path; from indexer.desk import Clippings, Database\n"
        "for n in range(10): Clippings(Database(Path(sys.argv[1]))).make_folder(sys.argv[2] + str(n))"
    )
    started = [
        subprocess.Popen([sys.executable, "-W", "ignore", "-c", code, str(database.path), name])
        for name in ("甲", "乙")
    ]
    assert [process.wait(timeout=120) for process in started] == [0, 0]
    assert len(Clippings(database).folders()) == 20


def test_a_block_that_fails_keeps_nothing(database: Database) -> None:
    def fail() -> None:
        with database.writing() as connection:
            connection.execute("INSERT INTO folders VALUES (NULL, '', '渡口', '')")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert Clippings(database).folders() == []


def test_a_damaged_file_is_said_to_be(database: Database) -> None:
    database.path.write_bytes(b"no database at all, but long enough to be looked at" * 40)
    with pytest.raises(DeskError, match="从备份恢复"):
        Clippings(database).folders()


def test_a_file_damaged_inside_is_said_to_be(database: Database) -> None:
    Clippings(database).make_folder("渡口")
    data = bytearray(database.path.read_bytes())
    data[100:] = b"\xff" * (len(data) - 100)
    database.path.write_bytes(data)
    with pytest.raises(DeskError, match="已损坏"):
        Clippings(database).folders()


def test_a_newer_file_is_refused_and_left_alone(database: Database) -> None:
    Clippings(database).make_folder("渡口")
    with sqlite3.connect(database.path) as connection:
        connection.execute("PRAGMA user_version = 2")
    connection.close()
    with pytest.raises(DeskError, match="升级程序"):
        Clippings(database).make_folder("码头")
    with sqlite3.connect(database.path) as connection:
        assert connection.execute("SELECT count(*) FROM folders").fetchone() == (1,)
    connection.close()


def test_another_programs_file_is_refused_and_left_alone(database: Database) -> None:
    with sqlite3.connect(database.path) as connection:
        connection.execute("CREATE TABLE letters (text TEXT)")
    connection.close()
    with pytest.raises(DeskError, match="不是剪报夹的数据库"):
        Clippings(database).make_folder("渡口")
    with sqlite3.connect(database.path) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("letters",)]
    connection.close()


def test_a_trigger_put_into_the_file_is_refused(database: Database) -> None:
    Clippings(database).make_folder("渡口")
    with sqlite3.connect(database.path) as connection:
        connection.execute(
            "CREATE TRIGGER sly AFTER INSERT ON folders BEGIN DELETE FROM items; END"
        )
    connection.close()
    with pytest.raises(DeskError, match="不是本程序建的"):
        Clippings(database).folders()


def test_a_folder_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(DeskError, match="文件夹是否可写"):
        Clippings(Database(tmp_path / "没有" / "desk.sqlite")).make_folder("渡口")


def test_users_do_not_see_each_other(database: Database) -> None:
    mine, yours = Clippings(database, "a@news.example"), Clippings(database, "b@news.example")
    key = mine.make_folder("渡口")
    yours.make_folder("渡口")  # a name of one's own
    assert [folder.key for folder in mine.folders()] == [key]
    for act in (yours.items, yours.delete_folder):
        with pytest.raises(DeskRefused, match="已经没有了"):
            act(key)
    with pytest.raises(DeskRefused, match="已经没有了"):
        yours.rename_folder(key, "码头")
    assert [folder.name for folder in mine.folders()] == ["渡口"]
