"""Rules of substitution, ready for pages and API."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sqlalchemy import Connection

from engine import organisation
from engine.organisation import Language, Person, Substitution
from forms.shell import formats
from forms.shell import gettext as _
from worklist.hooks import Hooks
from worklist.substitutes.reading import first_day, last_day
from worklist.substitutes.service import may_set

State = Literal["running", "coming", "ended"]


@dataclass(frozen=True, kw_only=True, slots=True)
class RuleLine:
    """One rule. `fault`: why it has no effect; empty if it has."""

    id: int
    revision: int
    absent: Person
    substitute: Person
    since: date
    until: date | None
    state: State
    about: str
    """What it is limited to, in words."""
    reason: str
    set_by: str
    fault: str
    may_change: bool
    may_end: bool


def rule_lines(
    connection: Connection,
    found: Iterable[Substitution],
    *,
    person: Person,
    hooks: Hooks,
    lang: Language,
    now: datetime,
) -> list[RuleLine]:
    """The rules as this person may see them: those that hold first, then those to come, then what has ended."""
    titles = {one.code: one.title for one in hooks.kinds(connection, lang)}
    lines = [_line(connection, one, person, titles, lang, now) for one in found]
    order = ("running", "coming", "ended")
    return sorted(
        (one for one in lines if one is not None), key=lambda one: (order.index(one.state), one.since)
    )


def about_of(rule: Substitution, titles: dict[str, str], lang: Language) -> str:
    """What a rule is about, and up to which amount, in one line."""
    comma = "、" if lang == "zh" else ", "
    what = comma.join(titles.get(code, code) for code in sorted(rule.kinds)) or str(_("everything"))
    if rule.up_to is None:
        return what
    amount = formats().money(rule.up_to)
    up_to = _("up to %(amount)s", amount=amount)
    above = _("above it: the superior") if rule.above == "superior" else _("above it: nobody else")
    return f"{what} · {up_to}（{above}）" if lang == "zh" else f"{what} · {up_to} ({above})"


def _line(
    connection: Connection,
    rule: Substitution,
    person: Person,
    titles: dict[str, str],
    lang: Language,
    now: datetime,
) -> RuleLine | None:
    absent = organisation.person(connection, rule.person_id)
    substitute = organisation.person(connection, rule.substitute_id)
    if absent is None or substitute is None:
        return None
    state: State = "ended" if rule.has_ended(now) else "running" if rule.is_active(now) else "coming"
    sets = may_set(connection, person, rule.person_id)
    by = None if rule.set_by is None else organisation.person(connection, rule.set_by)
    return RuleLine(
        id=rule.id,
        revision=rule.revision,
        absent=absent,
        substitute=substitute,
        since=first_day(rule),
        until=last_day(rule),
        state=state,
        about=about_of(rule, titles, lang),
        reason=rule.reason,
        set_by="" if by is None or by.id == absent.id else (by.name if lang == "zh" else by.name_en),
        fault="" if state == "ended" else _fault(absent, substitute),
        may_change=sets and state != "ended",
        may_end=state != "ended" and (sets or person.id == substitute.id),
    )


def _fault(absent: Person, substitute: Person) -> str:
    if not substitute.is_active:
        return str(_("No effect: the substitute is frozen or has left"))
    return str(_("No effect: the absent person has left")) if absent.status == "left" else ""
