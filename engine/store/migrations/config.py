"""Alembic set up in code: no ini file, the connection is handed in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic.autogenerate.api import AutogenContext
from alembic.config import Config
from sqlalchemy import Column, Connection, DefaultClause
from sqlalchemy.sql.elements import False_, True_

from engine.store.metadata import metadata
from engine.store.types import Instant, Money

FOLDER = Path(__file__).parent
VERSION_TABLE = "engine_schema_revision"


def alembic_config(*, connection: Connection | None = None, versions: Path | None = None) -> Config:
    """What alembic needs to know; `versions` is another folder of revisions, for tests."""
    config = Config()
    config.set_main_option("script_location", _escaped(FOLDER))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", _escaped(versions or FOLDER / "versions"))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["connection"] = connection
    return config


def context_options(connection: Connection) -> dict[str, Any]:
    """How migrations are compared, rendered and run, on both stores alike."""
    return {
        "connection": connection,
        "target_metadata": metadata,
        "version_table": VERSION_TABLE,
        "transactional_ddl": True,  # SQLite can, since we begin transactions ourselves
        "render_as_batch": connection.dialect.name == "sqlite",  # it knows few ALTERs: rebuild the table
        "compare_type": True,
        "compare_server_default": _default_differs,
        "render_item": _render_item,
    }


def _default_differs(
    _context: object, _inspected: object, column: Column[Any], stored: str | None, *_rendered: object
) -> bool | None:
    """Alembic takes SQLite's stored empty text for a difference; all else (None) is compared its way."""
    default = column.server_default
    empty = isinstance(default, DefaultClause) and default.arg == ""
    return False if empty and stored is not None and stored.partition("::")[0].strip("()") == "''" else None


def _render_item(kind: str, item: object, context: AutogenContext) -> str | bool:
    """Our own column types are written by name; anything else as alembic does it."""
    if kind == "type" and isinstance(item, Instant | Money):
        context.imports.add("from engine.store import types")
        return f"types.{type(item).__name__}()"
    if kind == "server_default" and isinstance(item, DefaultClause):
        # 1 and 0 are what SQLite makes of them; PostgreSQL takes no number for a boolean
        if isinstance(item.arg, True_):
            return "sa.true()"
        if isinstance(item.arg, False_):
            return "sa.false()"
    return False


def _escaped(path: Path) -> str:
    return str(path).replace("%", "%%")
