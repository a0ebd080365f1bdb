from __future__ import annotations

import sqlite3

import psycopg
import pytest
from psycopg import errors
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from engine.errors import Busy, EngineError, StorageFull, Unavailable
from engine.store.faults import is_away, translate


@pytest.mark.parametrize(
    ("error", "meaning"),
    [
        (errors.LockNotAvailable(), Busy),
        (errors.DeadlockDetected(), Busy),
        (errors.SerializationFailure(), Busy),
        (errors.DiskFull(), StorageFull),
        (errors.TooManyConnections(), Unavailable),
        (errors.OutOfMemory(), Unavailable),
        (errors.AdminShutdown(), Unavailable),
        (errors.CannotConnectNow(), Unavailable),
        (errors.ConnectionFailure(), Unavailable),
        (errors.QueryCanceled(), Unavailable),
        (psycopg.OperationalError("could not connect"), Unavailable),
        (PoolTimeout(), Unavailable),
        (errors.UniqueViolation(), None),
        (errors.SyntaxError(), None),
        (psycopg.InterfaceError("cursor closed"), None),
        (sqlite3.IntegrityError("UNIQUE"), None),
        (ValueError(), None),
    ],
)
@pytest.mark.parametrize("wrapped", [False, True])
def test_an_error_of_a_driver_becomes_a_sentence(
    error: Exception, meaning: type[EngineError] | None, wrapped: bool
) -> None:
    known = translate(DBAPIError("SELECT 1", None, error) if wrapped and is_driver(error) else error)
    assert (known and type(known)) == meaning


def is_driver(error: Exception) -> bool:
    return isinstance(error, psycopg.Error | sqlite3.Error)


@pytest.mark.parametrize(
    ("error", "away"),
    [
        (errors.AdminShutdown(), True),
        (errors.ConnectionFailure(), True),
        (psycopg.OperationalError("server closed the connection unexpectedly"), True),
        (errors.QueryCanceled(), False),
        (errors.LockNotAvailable(), False),
        (sqlite3.OperationalError("database is locked"), False),
    ],
)
def test_only_a_lost_connection_makes_the_others_suspect(error: Exception, away: bool) -> None:
    assert is_away(error) is away
    assert is_away(DBAPIError("SELECT 1", None, error)) is away


def test_the_sentences_exist_in_both_languages() -> None:
    assert "full" in StorageFull().text("en")
    assert "已满" in StorageFull().text("zh")
    assert "5 seconds" in Unavailable().text("en")
    assert "5 秒" in Unavailable().text("zh")
