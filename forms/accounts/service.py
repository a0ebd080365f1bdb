"""Accounts and sessions: who is this, for how long, and when does it end."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal, NoReturn

from sqlalchemy import Row, insert, select, update

from engine import organisation
from engine.errors import Busy, NotFound
from engine.ids import new_id
from engine.organisation import Person, PersonFrozen
from engine.store.uow import Store, Transaction
from forms.accounts import passwords
from forms.accounts.errors import LoginRefused
from forms.accounts.tables import account, login_log, session
from forms.accounts.throttle import count_attempt, forgive

Kind = Literal["browser", "api"]
IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)
TOKEN_PREFIX = "gx_"


@dataclass(frozen=True, kw_only=True, slots=True)
class SignedIn:
    """A live session and its person."""

    session_id: int
    person: Person
    must_change: bool = False  # the password: an administrator gave it


class Accounts:
    """Login accounts of one store. Sessions end when their person is frozen."""

    def __init__(self, *, store: Store) -> None:
        self._store = store
        store.facts.subscribe(PersonFrozen, self._on_frozen)

    @property
    def store(self) -> Store:
        """The store that people and rights are read from."""
        return self._store

    def open_session(self, login: str, password: str, *, address: str, kind: Kind = "api") -> str:
        """Check login and password; the secret of a new session.

        Raises TooManyAttempts and LoginRefused: the same for an unknown login, a wrong password and a frozen
        person, and after the same time.
        """
        with self._store.begin(by=None, action="session.attempt") as tx:
            count_attempt(tx, login=login, address=address)
            row = self._account_of(tx, login)
        # Hashing takes its time on purpose: never while holding the write lock.
        right = passwords.fits(password, row.password_hash if row else None)
        if row is None or not right:
            self._refuse(login, address, row.person_id if row else None)
        renewal = passwords.renewed(password) if passwords.is_outdated(row.password_hash) else None
        return self._begin(row, login=login, address=address, kind=kind, renewal=renewal)

    def person_of_token(self, secret: str, *, kind: Kind = "api") -> SignedIn | None:
        """The person of a live session; None when it is unknown, ended, idle too long or too old."""
        now = self._store.clock.now()
        query = select(session.c.id, session.c.last_seen_at, account.c.person_id, account.c.must_change).join(
            account, account.c.id == session.c.account_id
        )
        alive = (
            session.c.secret_hash == _digest(secret),
            session.c.kind == kind,
            session.c.ended_at.is_(None),
            session.c.last_seen_at > now - IDLE,
            session.c.created_at > now - ABSOLUTE,
        )
        with self._store.read() as connection:
            row = connection.execute(query.where(*alive)).first()
            person = organisation.person(connection, row.person_id) if row else None
        if row is None or person is None or not person.is_active:
            return None
        if now - row.last_seen_at >= SEEN_EVERY:
            self._seen(row.id)
        return SignedIn(session_id=row.id, person=person, must_change=row.must_change)

    def end_session(self, secret: str, *, why: str = "logout") -> None:
        """End one session; ending it twice is no error."""
        with self._store.begin(by=None, action="session.end") as tx:
            found = tx.connection.execute(
                update(session)
                .where(session.c.secret_hash == _digest(secret), session.c.ended_at.is_(None))
                .values(ended_at=tx.now, ended_why=why)
            )
            if found.rowcount:
                tx.audit(53, payload={"why": why})

    def change_password(self, person: Person, old: str, new: str, *, address: str) -> None:
        """Let a person replace the own password; every session ends. Raises like `open_session`."""
        with self._store.begin(by=person.id, action="session.attempt") as tx:
            count_attempt(tx, login=person.login, address=address)
            row = self._account_of(tx, person.login)
        if row is None or not passwords.fits(old, row.password_hash):
            self._refuse(person.login, address, person.id)
        new_hash = passwords.hashed(new, login=person.login)
        with self._store.begin(by=person.id, action="account.password") as tx:
            forgive(tx, login=person.login, address=address)
            _set_hash(tx, person.id, new_hash, must_change=False)

    def _begin(self, row: Row[Any], *, login: str, address: str, kind: Kind, renewal: str | None) -> str:
        secret = TOKEN_PREFIX + secrets.token_urlsafe(32)
        with self._store.begin(by=row.person_id, action="session.begin") as tx:
            current = organisation.person(tx.connection, row.person_id)
            if current is None or not current.is_active:  # frozen while the password was being checked
                raise LoginRefused
            forgive(tx, login=login, address=address)
            values = {"last_login_at": tx.now} | ({"password_hash": renewal} if renewal else {})
            tx.connection.execute(update(account).where(account.c.id == row.id).values(**values))
            tx.connection.execute(
                insert(session).values(
                    id=new_id(),
                    secret_hash=_digest(secret),
                    account_id=row.id,
                    kind=kind,
                    created_at=tx.now,
                    last_seen_at=tx.now,
                    address=address[:64],
                )
            )
            _log(tx, row.person_id, login, address, ok=True)
            tx.audit(52, payload={"kind": kind, "address": address[:64]})
        return secret

    def _refuse(self, login: str, address: str, person_id: int | None) -> NoReturn:
        with self._store.begin(by=None, action="session.refused") as tx:
            _log(tx, person_id, login, address, ok=False)
            tx.audit("session.refused", payload={"login": login[:64], "address": address[:64]})
        raise LoginRefused

    def _account_of(self, tx: Transaction, login: str) -> Row[Any] | None:
        person = organisation.by_login(tx.connection, login)
        if person is None or not person.is_active:
            return None
        return tx.connection.execute(select(account).where(account.c.person_id == person.id)).first()

    def _seen(self, session_id: int) -> None:
        """Note a sign of life. Somebody else holding the lock is no reason to keep a reader waiting."""
        with suppress(Busy), self._store.begin(by=None, action="session.seen") as tx:
            recent = session.c.last_seen_at > tx.now - SEEN_EVERY  # another request was faster
            tx.connection.execute(
                update(session).where(session.c.id == session_id, ~recent).values(last_seen_at=tx.now)
            )

    def _on_frozen(self, fact: PersonFrozen, tx: Transaction) -> None:
        end_sessions(tx, [fact.person_id], why=fact.status)


def create_account(
    tx: Transaction,
    person_id: int,
    password: str,
    *,
    password_hash: str | None = None,
    must_change: bool = False,
) -> int:
    """A login account for a person; its id. `password_hash` spares hashing the same password twice.

    `must_change`: its owner chooses another password at the first login. Raises PasswordRefused.
    """
    person = organisation.person(tx.connection, person_id)
    if person is None:
        raise NotFound(what="person", id=person_id)
    account_id = new_id()
    tx.connection.execute(
        insert(account).values(
            id=account_id,
            person_id=person_id,
            password_hash=password_hash or passwords.hashed(password, login=person.login),
            created_at=tx.now,
            password_changed_at=tx.now,
            must_change=must_change,
        )
    )
    tx.audit("organisation.account_added", payload={"person": person_id})
    return account_id


def give_password(tx: Transaction, person_id: int, password: str) -> None:
    """Another password for somebody who lost it, to be changed at the next login; every session ends.

    A person without an account receives one. Raises PasswordRefused, NotFound.
    """
    person = organisation.person(tx.connection, person_id)
    if person is None:
        raise NotFound(what="person", id=person_id)
    known = tx.connection.scalar(select(account.c.id).where(account.c.person_id == person_id))
    if known is None:
        create_account(tx, person_id, password, must_change=True)
        return
    _set_hash(tx, person_id, passwords.hashed(password, login=person.login), must_change=True)
    tx.audit("organisation.password_given", payload={"person": person_id})


def _set_hash(tx: Transaction, person_id: int, password_hash: str, *, must_change: bool) -> None:
    found = tx.connection.execute(
        update(account)
        .where(account.c.person_id == person_id)
        .values(password_hash=password_hash, password_changed_at=tx.now, must_change=must_change)
    )
    if not found.rowcount:
        raise NotFound(what="account", id=person_id)
    end_sessions(tx, [person_id], why="password")


def end_sessions(tx: Transaction, person_ids: Iterable[int], *, why: str) -> int:
    """End every live session of these people; how many."""
    theirs = select(account.c.id).where(account.c.person_id.in_(list(person_ids)))
    ended = tx.connection.execute(
        update(session)
        .where(session.c.account_id.in_(theirs), session.c.ended_at.is_(None))
        .values(ended_at=tx.now, ended_why=why)
    ).rowcount
    if ended:
        tx.audit(53, payload={"why": why, "sessions": ended})
    return ended


def _log(tx: Transaction, person_id: int | None, login: str, address: str, *, ok: bool) -> None:
    tx.connection.execute(
        insert(login_log).values(
            id=new_id(), person_id=person_id, login=login[:64], at=tx.now, address=address[:64], ok=ok
        )
    )


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
