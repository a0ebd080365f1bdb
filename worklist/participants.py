"""Logins and position codes in words: who has an item, who is offered it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from engine import organisation
from engine.errors import EngineError
from engine.organisation import Language
from worklist.items import Candidate


def label(connection: Connection, login: str | None, lang: Language, *, full: bool = False) -> str:
    """经理 陈 for a login; a login nobody has any more stays as it is, none is the system."""
    if login is None:
        return "系统" if lang == "zh" else "System"
    person = organisation.by_login(connection, login)
    if person is None:
        return login
    return person.full_label(lang) if full else person.label(lang)


def short(connection: Connection, login: str | None, lang: Language) -> str:
    """For narrow rows: 经理 陈, but in English the name alone, because positions are long there."""
    if lang == "zh" or login is None or organisation.by_login(connection, login) is None:
        return label(connection, login, lang)
    return name(connection, login, lang)[0]


def name(connection: Connection, login: str, lang: Language) -> tuple[str, str]:
    """(name, position) of a login, for avatars and records."""
    person = organisation.by_login(connection, login)
    if person is None:
        return login, ""
    if lang == "zh":
        return person.name, person.title_zh
    return person.name_en, person.title_en


def offered_to(connection: Connection, offered: Sequence[Candidate], lang: Language) -> str:
    """Everybody who could take an item: people by name, positions by title."""
    words = [_of(connection, one, lang) for one in offered]
    return ("、" if lang == "zh" else ", ").join(words) or "–"


def waits_for(
    connection: Connection, assignee: str | None, offered: Sequence[Candidate], lang: Language
) -> str:
    """Who has an item, or else who could take it."""
    return offered_to(connection, offered, lang) if assignee is None else label(connection, assignee, lang)


def _of(connection: Connection, one: Candidate, lang: Language) -> str:
    if one.kind == "user":
        return label(connection, one.name, lang)
    position = organisation.position(connection, one.name)
    return one.name if position is None else position.title(lang)


def named(connection: Connection, refusal: EngineError, lang: Language) -> EngineError:
    """The same refusal with the person's name where the engine knows only a login."""
    by = refusal.facts.get("by")
    if isinstance(by, str) and organisation.by_login(connection, by) is not None:
        refusal.facts["by"] = label(connection, by, lang)
    return refusal
