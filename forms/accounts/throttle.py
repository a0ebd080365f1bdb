"""The brake on guessing: per login and per address, doubling from 3 to 60 seconds.

An attempt counts as failed before the password is even looked at, and is forgiven when it was right: so many
attempts at once gain nothing over one after another.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from engine.store.uow import Transaction
from engine.store.upsert import insert_missing
from forms.accounts.errors import TooManyAttempts
from forms.accounts.tables import throttle

FREE = {"login": 3, "address": 10}  # failures that cost nothing yet
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=3), timedelta(seconds=60)
FORGOTTEN_AFTER = timedelta(minutes=15)
KEPT_FOR = timedelta(days=1)


def count_attempt(tx: Transaction, *, login: str, address: str) -> None:
    """Count an attempt against the login and the address. Raises TooManyAttempts while one is blocked."""
    kinds = _keys(login, address)
    for key in sorted(kinds):  # one order for everybody: no deadlock
        insert_missing(tx.connection, throttle, key=key, failures=0, last_at=tx.now, blocked_until=tx.now)
    query = select(throttle).where(throttle.c.key.in_(kinds)).order_by(throttle.c.key)
    rows = tx.connection.execute(query.with_for_update(key_share=True)).all()
    blocked = max(row.blocked_until for row in rows)
    if blocked > tx.now:
        raise TooManyAttempts((blocked - tx.now).total_seconds())
    for row in rows:
        failures = 1 if tx.now - row.last_at > FORGOTTEN_AFTER else row.failures + 1
        blocked_until = _blocked_until(tx.now, failures - FREE[kinds[row.key]])
        values = {"failures": failures, "last_at": tx.now, "blocked_until": blocked_until}
        tx.connection.execute(update(throttle).where(throttle.c.key == row.key).values(**values))


def forgive(tx: Transaction, *, login: str, address: str) -> None:
    """The attempt was right: the login starts afresh, the address gets this one attempt back."""
    mine, place = _keys(login, address)
    afresh = {mine: 0, place: throttle.c.failures - 1}
    for key in sorted(afresh):
        values = {"failures": afresh[key], "blocked_until": tx.now}
        tx.connection.execute(update(throttle).where(throttle.c.key == key).values(**values))
    tx.connection.execute(delete(throttle).where(throttle.c.last_at < tx.now - KEPT_FOR))


def _keys(login: str, address: str) -> dict[str, str]:
    return {f"login:{login.casefold()[:64]}": "login", f"address:{address[:64]}": "address"}


def _blocked_until(now: datetime, excess: int) -> datetime:
    if excess < 1:
        return now
    doubled: timedelta = FIRST_WAIT * 2 ** min(excess - 1, 10)
    return now + min(doubled, LONGEST_WAIT)
