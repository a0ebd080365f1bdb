"""What the drivers' errors mean to the person who waits: busy, full, or away."""

from __future__ import annotations

import sqlite3

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from engine.errors import Busy, EngineError, Invalid, StorageFull, Unavailable

_SQLITE: dict[int, type[EngineError]] = {
    sqlite3.SQLITE_BUSY: Busy,
    sqlite3.SQLITE_LOCKED: Busy,
    sqlite3.SQLITE_FULL: StorageFull,
    sqlite3.SQLITE_CANTOPEN: Unavailable,
}
_SQLSTATE: dict[str, type[EngineError]] = {
    "55P03": Busy,  # lock_timeout passed
    "40P01": Busy,  # deadlock: the server undid this transaction
    "40001": Busy,
    "53100": StorageFull,
    "57014": Unavailable,  # statement_timeout passed
}
_SQLSTATE_CLASSES: dict[str, type[EngineError]] = {
    "08": Unavailable,  # connection lost
    "53": Unavailable,  # too many connections, out of memory
    "57": Unavailable,  # server shutting down or starting
    "58": Unavailable,  # the server's own file system fails
}


def translate(error: BaseException) -> EngineError | None:
    """The engine's word for a driver's error, or None if it is a fault of our own and must stay visible."""
    if isinstance(error, PoolTimeout):
        return Unavailable(reason="pool")
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    if _is_number_too_large(cause):
        return Invalid(field="number", message="is too large", message_zh="数值过大")
    if isinstance(cause, sqlite3.Error):
        kind = _SQLITE.get(getattr(cause, "sqlite_errorcode", 0) & 0xFF)
    elif type(cause).__module__.startswith("psycopg"):
        kind = _of_postgresql(cause)
    else:
        kind = None
    return None if kind is None else kind()


def _is_number_too_large(error: BaseException) -> bool:
    """A number from outside, an id in an address or a form, that no column can hold: not our fault."""
    if isinstance(error, OverflowError):
        return "SQLite INTEGER" in str(error)
    return getattr(error, "sqlstate", None) == "22003"


def is_away(error: BaseException) -> bool:
    """Whether the connection itself is lost, so that pooled ones are suspect too."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    state = getattr(cause, "sqlstate", None)
    if state is None:
        return type(cause).__name__ == "OperationalError" and type(cause).__module__.startswith("psycopg")
    return state.startswith("08") or state in {"57P01", "57P02", "57P03"}


def _of_postgresql(error: BaseException) -> type[EngineError] | None:
    state: str | None = getattr(error, "sqlstate", None)
    if state is None:  # no answer from the server at all: psycopg could not connect or lost it
        return Unavailable if type(error).__name__ == "OperationalError" else None
    return _SQLSTATE.get(state) or _SQLSTATE_CLASSES.get(state[:2])
