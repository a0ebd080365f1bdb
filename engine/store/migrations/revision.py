"""Write the next revision: `python -m engine.store.migrations.revision "add the colour of products"`.

It compares all tables with a store migrated so far. Read what it wrote before you commit it.
"""

from __future__ import annotations

import argparse
import importlib
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.operations.ops import MigrationScript
from alembic.script import Script

from engine.store.migrations.config import alembic_config
from engine.store.migrations.run import head, migrate
from engine.store.uow import Store


def write_revision(
    message: str, *, import_all: Callable[[], object], versions: Path | None = None
) -> Path | None:
    """The file of the new revision, numbered 0001, 0002 …; None if the tables have not changed."""
    store = Store("sqlite://")
    try:
        migrate(store, import_all=import_all, versions=versions)
        with store.schema_change() as connection:
            config = alembic_config(connection=connection, versions=versions)
            script = command.revision(
                config,
                message,
                autogenerate=True,
                rev_id=_next_number(head(versions)),
                process_revision_directives=_drop_empty,
            )
    finally:
        store.close()
    if not isinstance(script, Script):
        return None
    _format(Path(script.path))
    return Path(script.path)


def _format(file: Path) -> None:
    """In the style of the house, if its tools are installed; the migration works without."""
    for order in (["check", "--fix", "--quiet"], ["format", "--quiet"]):
        subprocess.run([sys.executable, "-m", "ruff", *order, str(file)], check=False, capture_output=True)  # noqa: S603


def _next_number(previous: str | None) -> str:
    return f"{int(previous or 0) + 1:04d}"


def _drop_empty(_context: object, _revision: object, directives: list[MigrationScript]) -> None:
    operations = directives[0].upgrade_ops
    if operations is not None and operations.is_empty():
        directives.clear()


def main(arguments: list[str]) -> int:
    """Parse, write, tell."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("message", help="what changes, in a few words")
    parser.add_argument("--tables", default="app", help="the module that imports all tables (default: app)")
    options = parser.parse_args(arguments)
    if not re.search(r"\w", options.message):
        parser.error("say what changes")
    written = write_revision(options.message, import_all=lambda: importlib.import_module(options.tables))
    sys.stdout.write(f"{written or 'the tables have not changed: nothing written'}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
