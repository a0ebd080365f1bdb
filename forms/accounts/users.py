"""Adding a user in one command: person, position and login account."""

from __future__ import annotations

from collections.abc import Sequence

from engine.errors import Invalid
from engine.organisation import (
    Language,
    add_person,
    assign_position,
    by_login,
)
from engine.organisation.standard import install
from engine.store.uow import Store, Transaction
from forms.accounts.service import create_account


def create_user(
    store: Store,
    *,
    login: str,
    password: str,
    name: str,
    name_en: str = "",
    positions: Sequence[str],
    email: str = "",
    language: Language = "zh",
    by: int | None = None,
) -> int:
    """A person with an account (the first position is the main one); the person's id.

    Installs the standard positions if they are missing. Raises Invalid for a login that is taken,
    NotFound for a position that does not exist, PasswordRefused.
    """
    with store.begin(by=by, action="organisation.create_user") as tx:
        install(tx)
        person_id = _add(tx, login=login, name=name, name_en=name_en or name, email=email, language=language)
        for number, code in enumerate(positions):
            assign_position(tx, person_id, code, is_main=number == 0)
        create_account(tx, person_id, password)
    return person_id


def _add(tx: Transaction, *, login: str, name: str, name_en: str, email: str, language: Language) -> int:
    if not login or len(login) > 64 or login != login.strip() or not login.isprintable():
        raise Invalid(
            field="login",
            message="1 to 64 characters without blanks",
            message_zh="需要 1 到 64 个字符，不含空白",
        )
    if by_login(tx.connection, login) is not None:
        raise Invalid(field="login", message="is taken", message_zh="已被使用")
    return add_person(tx, code=login, login=login, name=name, name_en=name_en, email=email, language=language)
