from __future__ import annotations

from contextlib import suppress

import pytest

from engine.errors import Unavailable
from engine.store.hot import Hot
from engine.store.uow import Store

HEAD = "INSERT INTO engine_audit_head (root, seq, hash) VALUES (?, 0, '')"
ROOTS = "SELECT root FROM engine_audit_head ORDER BY root"


def roots(store: Store) -> list[int]:
    with store.begin(by=None, action="look") as tx:
        return [row[0] for row in Hot(tx).all(ROOTS)]


def test_a_question_sees_what_was_said_before_it(store: Store) -> None:
    with store.begin(by=None, action="test") as tx:
        hot = Hot(tx)
        hot.run(HEAD, (1,))
        hot.many(HEAD, [(2,), (3,)])
        assert hot.all(ROOTS) == [(1,), (2,), (3,)]
        hot.run(HEAD, (4,))
        assert tx.connection.exec_driver_sql("SELECT count(*) FROM engine_audit_head").scalar() == 4
    assert roots(store) == [1, 2, 3, 4]


def test_two_questions_are_answered_in_their_order(store: Store) -> None:
    with store.begin(by=None, action="test") as tx:
        hot = Hot(tx)
        hot.run(HEAD, (7,))
        assert hot.one_and_all(ROOTS, (), ROOTS + " LIMIT ?", (5,)) == ((7,), [(7,)])


def test_what_was_said_last_is_durable_at_the_end(store: Store) -> None:
    with store.begin(by=None, action="test") as tx:
        Hot(tx).run(HEAD, (1,))
    assert roots(store) == [1]


def test_what_was_said_is_undone_by_an_error_before_anything_was_asked(store: Store) -> None:
    def say_and_fail() -> None:
        with store.begin(by=None, action="test") as tx:
            Hot(tx).run(HEAD, (1,))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        say_and_fail()
    assert roots(store) == []


def test_a_mistake_in_what_was_said_undoes_all_and_the_next_command_works(store: Store) -> None:
    with pytest.raises(Exception, match=r"(?i)unique|duplicate"), store.begin(by=None, action="test") as tx:
        Hot(tx).many(HEAD, [(1,), (1,)])
    assert roots(store) == []


def test_a_savepoint_undoes_only_what_was_said_inside(store: Store) -> None:
    with store.begin(by=None, action="test") as tx:
        hot = Hot(tx)
        hot.run(HEAD, (1,))
        with suppress(ZeroDivisionError), tx.savepoint():
            hot.run(HEAD, (2,))
            raise ZeroDivisionError
        hot.run(HEAD, (3,))
    assert roots(store) == [1, 3]


def test_a_commit_that_the_server_made_a_rollback_is_not_taken_for_one(postgresql_store: Store) -> None:
    def swallow() -> None:
        with postgresql_store.begin(by=None, action="test") as tx:
            Hot(tx).run(HEAD, (1,))
            with suppress(Exception):
                Hot(tx).all("SELECT 1/0")

    with pytest.raises(Unavailable):
        swallow()
    assert roots(postgresql_store) == []
