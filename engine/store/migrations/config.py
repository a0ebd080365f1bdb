"""Alembic set up in code: no ini file, the connection is handed in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic.autogenerate.api import AutogenContext
from alembic.config import Config
from sqlalchemy import Connection

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
        "compare_server_default": True,
        "render_item": _render_item,
    }


def _render_item(kind: str, item: object, context: AutogenContext) -> str | bool:
    """Our own column types are written by name; anything else as alembic does it."""
    if kind == "type" and isinstance(item, Instant | Money):
        context.imports.add("from engine.store import types")
        return f"types.{type(item).__name__}()"
    return False


def _escaped(path: Path) -> str:
    return str(path).replace("%", "%%")
