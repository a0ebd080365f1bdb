"""Commands that work on the store: deploy, verify, users, backup and restore."""

from __future__ import annotations

import io
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from engine.service import Engine
from engine.store.definitions import latest, versions
from engine.store.uow import Store
from processes.deploy import Deployer, deploy_shipped
from tests.support.designer import package, zipped


@pytest.fixture
def zip_file(tmp_path: Path) -> Path:
    """The review package as a zip on disk."""
    file = tmp_path / "review.zip"
    file.write_bytes(zipped(package()))
    return file


def unpacked(root: Path, files: dict[str, bytes]) -> None:
    for path, data in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)


def test_a_package_is_published_and_published_again_as_the_next_version(guanxi: Any, zip_file: Path) -> None:
    assert guanxi("deploy", zip_file).out == "published review version 1\n"
    assert guanxi("deploy", zip_file, "--lang", "zh").out == "已发布 review 第 2 版\n"


def test_nothing_is_published_where_a_part_is_refused(guanxi: Any, zip_file: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.bpmn").write_bytes(b"<definitions/>")
    answer = guanxi("deploy", zip_file, "bad.bpmn")
    assert answer.code == 1
    assert "Nothing was published" in answer.err
    with_nothing = Store(f"sqlite:///{tmp_path / 'var' / 'guanxi.db'}")
    with with_nothing.read() as connection:
        assert latest(connection, "review") is None
    with_nothing.close()


def test_a_sound_store_verifies(guanxi: Any, zip_file: Path) -> None:
    guanxi("deploy", zip_file)
    answer = guanxi("verify")
    assert answer.code == 0
    assert "0 breaches" in answer.out


def test_a_breach_is_named_and_exit_1(guanxi: Any, zip_file: Path, tmp_path: Path) -> None:
    guanxi("deploy", zip_file)
    with sqlite3.connect(tmp_path / "var" / "guanxi.db") as store:
        store.execute("UPDATE engine_resource SET data = x'00' WHERE path = 'review.bpmn'")
    store.close()
    answer = guanxi("verify")
    assert answer.code == 1
    assert "engine_resource" in answer.out or "review.bpmn" in answer.out


def test_a_user_is_added_once(guanxi: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("a long enough secret\n"))
    arguments = ("create-user", "lena", "--name", "林娜", "--position", "designer")
    assert guanxi(*arguments).out == "lena can log in\n"
    monkeypatch.setattr("sys.stdin", io.StringIO("a long enough secret\n"))
    again = guanxi(*arguments)
    assert again.code == 1
    assert "is taken" in again.err


def test_a_backup_holds_what_was_there_and_comes_back(guanxi: Any, zip_file: Path, tmp_path: Path) -> None:
    guanxi("deploy", zip_file)
    assert guanxi("backup", "copy.db").code == 0
    guanxi("deploy", zip_file)
    assert guanxi("restore", "copy.db").code == 1  # the store in use is not overwritten by accident
    assert guanxi("restore", "copy.db", "--replace").code == 0
    store = Store(f"sqlite:///{tmp_path / 'var' / 'guanxi.db'}")
    with store.read() as connection:
        assert [one.version for one in versions(connection, "review")] == [1]
    store.close()


def test_a_backup_never_overwrites_and_a_damaged_one_is_not_restored(guanxi: Any, tmp_path: Path) -> None:
    guanxi("migrate")
    assert guanxi("backup", "copy.db").code == 0
    assert guanxi("backup", "copy.db").code == 1
    (tmp_path / "damaged.db").write_bytes((tmp_path / "copy.db").read_bytes()[:5000])
    assert "no sound backup" in guanxi("restore", "damaged.db", "--replace").err


def test_postgresql_is_told_which_tool_to_use(guanxi: Any) -> None:
    url = "postgresql://nobody@localhost/none"
    assert "pg_dump" in guanxi("backup", "x", GUANXI_DATABASE=url).err
    assert "pg_restore" in guanxi("restore", "x", "--database", url).err


def test_wrong_settings_and_commands_end_with_2(guanxi: Any) -> None:
    assert "GUANXI_PORT" in guanxi("verify", GUANXI_PORT="many").err
    assert guanxi("verify", GUANXI_PORT="many").code == 2
    assert guanxi("verify", "--database", "nonsense").code == 2
    assert guanxi("dance").code == 2


def test_a_shipped_package_is_published_once_and_never_put_back(tmp_path: Path, sqlite_store: Store) -> None:
    unpacked(tmp_path / "bpmn" / "review", package())
    engine = Engine(store=sqlite_store)
    assert [one.version for one in deploy_shipped(engine, tmp_path / "bpmn")] == [1]
    assert deploy_shipped(engine, tmp_path / "bpmn") == []
    Deployer(engine=engine).deploy({"a.zip": zipped(package(**{"notes.md": b"a designer's own"}))})
    assert deploy_shipped(engine, tmp_path / "bpmn") == []
    unpacked(tmp_path / "bpmn" / "review", {"notes.md": b"the next release"})
    assert [one.version for one in deploy_shipped(engine, tmp_path / "bpmn")] == [3]


def test_processes_that_start_at_once_publish_a_shipped_package_once(tmp_path: Path, store: Store) -> None:
    unpacked(tmp_path / "bpmn" / "review", package())
    engines = [Engine(store=store) for _ in range(4)]
    with ThreadPoolExecutor(len(engines)) as threads:
        done = list(threads.map(lambda one: deploy_shipped(one, tmp_path / "bpmn"), engines))
    assert sorted(len(published) for published in done) == [0, 0, 0, 1]
    with store.read() as connection:
        assert [one.version for one in versions(connection, "review")] == [1]


def test_the_search_index_is_written_anew_as_often_as_wanted(guanxi: Any) -> None:
    for _ in range(2):
        answer = guanxi("reindex")
        assert (answer.code, "Customers: 0" in answer.out) == (0, True)
