"""`guanxi backup` and `guanxi restore` for the embedded store."""

from __future__ import annotations

import argparse
import os
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import make_url

from admin.cli.command import Call, Command


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE")


def _restore_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE")
    parser.add_argument("--replace", action="store_true")


def _backup(call: Call) -> int:
    source = _sqlite_file(call)
    target = Path(call.arguments.file)
    if source is None:
        return _refuse(call, "pg_dump --format=custom")
    if not source.is_file():
        return call.say.fault(f"There is no store at {source}.", f"{source} 处没有数据库。")
    if target.exists():
        return call.say.fault(f"{target} exists; choose another name.", f"{target} 已存在；请换一个文件名。")
    part = target.with_name(target.name + ".part")
    try:
        _copy(source, part)
        part.replace(target)  # a backup is there whole or not at all
    except (sqlite3.Error, OSError) as error:
        part.unlink(missing_ok=True)
        return call.say.fault(f"The backup failed: {error}", f"备份失败：{error}")
    call.say.line(f"{target}: {target.stat().st_size:,} bytes", f"{target}：{target.stat().st_size:,} 字节")
    return 0


def _restore(call: Call) -> int:
    target = _sqlite_file(call)
    source = Path(call.arguments.file)
    if target is None:
        return _refuse(call, "pg_restore")
    if not _is_sound(source):
        return call.say.fault(f"{source} is no sound backup.", f"{source} 不是完好的备份。")
    if target.exists() and not call.arguments.replace:
        return call.say.fault(
            f"{target} exists. Stop the platform and say --replace to overwrite it.",
            f"{target} 已存在。请先停止平台，并用 --replace 确认覆盖。",
        )
    part = target.with_name(target.name + ".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _copy(source, part)
        for extra in ("-wal", "-shm"):  # belong to the store that goes
            target.with_name(target.name + extra).unlink(missing_ok=True)
        part.replace(target)
    except (sqlite3.Error, OSError) as error:
        part.unlink(missing_ok=True)
        return call.say.fault(f"Restoring failed: {error}", f"恢复失败：{error}")
    call.say.line(f"{target} is as it was in {source}", f"{target} 已恢复为 {source} 中的状态")
    return 0


def _copy(source: Path, target: Path) -> None:
    """SQLite's online copy: one consistent moment, while others go on writing."""
    target.unlink(missing_ok=True)
    with (
        closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as old,
        closing(sqlite3.connect(target)) as new,
    ):
        old.backup(new)
        new.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
    with target.open("rb+") as file:
        os.fsync(file.fileno())


def _is_sound(file: Path) -> bool:
    if not file.is_file():
        return False
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as opened:
            answer = opened.execute("PRAGMA quick_check").fetchone()
            tables = opened.execute("SELECT 1 FROM sqlite_master WHERE name = 'engine_definition'").fetchone()
    except sqlite3.Error:
        return False
    return bool(answer) and answer[0] == "ok" and tables is not None


def _sqlite_file(call: Call) -> Path | None:
    """The store's file; None for PostgreSQL."""
    url = make_url(call.settings.database)
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def _refuse(call: Call, tool: str) -> int:
    return call.say.fault(
        f"This command copies the embedded store only. For PostgreSQL use {tool}.",
        f"该命令只复制内嵌数据库。PostgreSQL 请使用 {tool}。",
    )


BACKUP = Command(
    en="copy the embedded store to a file while it is in use",
    zh="在使用中将内嵌数据库复制到文件",
    options=_options,
    run=_backup,
)
RESTORE = Command(
    en="put a backup in the place of the embedded store",
    zh="用备份恢复内嵌数据库",
    options=_restore_options,
    run=_restore,
)
