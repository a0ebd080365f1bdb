"""From the rules of a point to the people who decide."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import Connection

from engine import organisation
from engine.errors import BusinessError
from engine.organisation import Person
from processes.approval.approver_rule import Holders, Rule
from processes.approval.documents import DocumentType
from processes.approval.errors import AmountMissing
from processes.approval.finding import Asking, Found, How, find
from processes.approval.model import Point
from processes.approval.naming import Lang, naming
from processes.approval.rule_words import who_words
from processes.approval.turns import chosen_of

#: Found by going up from the applicant.
ABOVE: frozenset[How] = frozenset({"superior", "level", "next_superior"})
LANGS: tuple[Lang, ...] = ("zh", "en")
Chosen = Literal["", "round_robin", "least_loaded", "applicant"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Approver:
    """Who decides, for which position, and how that was found.

    `rule`: its place in the point, from 0. `levels`: of a superior. `limit`: of a table by the amount `fact`, empty
    for the line without one. `chosen`: how he was chosen among several, or that the applicant chose him. `at`: the
    point he agreed at before (0: he is asked). `left_out`: whom the rule would have found besides, with why not.
    `via`: the superiors between the applicant and him, nearest first. Both are logins.
    """

    login: str
    position: str
    how: How
    rule: int = 0
    levels: int = 0
    limit: str | None = None
    fact: str = ""
    chosen: Chosen = ""
    at: int = 0
    left_out: tuple[tuple[str, str], ...] = ()
    via: tuple[str, ...] = ()


def approvers_of(
    connection: Connection,
    point: Point,
    applicant: str,
    *,
    facts: Mapping[str, Any] | None = None,
    decided: Collection[str] = (),
    keep: bool = False,
    document: DocumentType | None = None,
    at: datetime | None = None,
) -> list[Approver]:
    """The people of all rules of a point, each once. Raises BusinessError NO_APPROVER where a rule finds nobody.

    Raises AmountMissing, in the words of the `document` if that is given.

    `facts` are those of the document, `decided` the logins of those who decided in this process about it before.
    With `keep` whose turn it is moves on, in the caller's transaction; without it nothing is written. Turns pass
    over whoever is away `at` that moment (or now) and has a substitute for everything, while others are there.
    """
    asking = Asking(
        connection=connection,
        applicant=organisation.by_login(connection, applicant),
        facts=facts or {},
        decided=frozenset(decided),
    )
    each_rule = [replace(asking, left_out={}) for _ in point.approver_rules]
    people = _found(each_rule, point, document)
    wanted = frozenset(point.said.people if point.said else ())
    if not any(one.person.login in wanted for each in people for one in each):
        wanted = frozenset()  # whom he chose is not there any more: the point asks as it would without
    found: dict[str, Approver] = {}
    for place, rule in enumerate(point.approver_rules):
        mine = [one for one in people[place] if not wanted or one.person.login in wanted]
        if not mine:
            continue
        here = each_rule[place]
        for one in _distributed(here, mine, rule.holders, keep=keep, at=at):
            chosen: Chosen = "applicant" if one.login in wanted else one.chosen
            found.setdefault(one.login, replace(_told(here, one), rule=place, chosen=chosen))
    return list(found.values())


def _told(asking: Asking, one: Approver) -> Approver:
    """With whom the rule left out, and the superiors up to him."""
    left_out = tuple(asking.left_out.items())
    chain = [each.login for each in asking.chain] if one.how in ABOVE else []
    via = tuple(chain[: chain.index(one.login)]) if one.login in chain else ()
    return replace(one, left_out=left_out, via=via)


def candidates(
    connection: Connection, point: Point, applicant: str, *, facts: Mapping[str, Any]
) -> dict[str, Person]:
    """Everybody whom the rules of a point find, by login: before any of them is chosen. Raises as `approvers_of`."""
    asking = Asking(
        connection=connection,
        applicant=organisation.by_login(connection, applicant),
        facts=facts,
        decided=frozenset(),
    )
    return {
        one.person.login: one.person
        for each in _found([asking] * len(point.approver_rules), point)
        for one in each
    }


def _found(asking: Sequence[Asking], point: Point, document: DocumentType | None = None) -> list[list[Found]]:
    """What each rule of a point finds; `asking` for each of them.

    Raises BusinessError NO_APPROVER where one finds nobody.
    """
    people = []
    for place, rule in enumerate(point.approver_rules):
        people.append(_find(asking[place], rule, document))
        if not people[-1]:
            raise _nobody(asking[place].connection, point, place)
    return people


def groups_of(point: Point, chosen: Sequence[Approver]) -> list[list[str]]:
    """One work item per group: one for all of them where any may decide, else one for each signature."""
    if point.mode == "any":
        return [logins(chosen)]
    groups: list[list[str]] = []
    for place, rule in enumerate(point.approver_rules):
        mine = [one.login for one in chosen if one.rule == place]
        groups += [mine] if rule.holders == "any" and mine else [[login] for login in mine]
    return groups


def logins(approvers: Sequence[Approver]) -> list[str]:
    """The logins alone."""
    return [one.login for one in approvers]


def _find(asking: Asking, rule: Rule, document: DocumentType | None) -> list[Found]:
    try:
        return find(asking, rule)
    except AmountMissing as missing:
        if document is None:
            raise
        zh, en = (document.facts_in_words([rule.fact], lang) for lang in LANGS)
        raise AmountMissing(fact=zh, fact_en=en) from missing


def _distributed(
    asking: Asking, people: Sequence[Found], holders: Holders, *, keep: bool, at: datetime | None
) -> list[Approver]:
    connection = asking.connection
    if len(people) > 1 and holders != "each" and holders != "any":  # noqa: PLR1714 - narrows the type
        ids = {one.person.id: one for one in people}
        away = _away(connection, ids, at)
        ids = {one: found for one, found in ids.items() if one not in away} or ids
        chosen = chosen_of(connection, holders, people[0].pool, list(ids), keep=keep)
        for one in people:
            if one.person.id != chosen:
                why = "turn" if one.person.id in ids else "away"
                asking.left_out.setdefault(one.person.login, why)
        return [_approver(ids[chosen], holders)]
    return [_approver(one, "") for one in people]


def _away(connection: Connection, people: Collection[int], at: datetime | None) -> set[int]:
    """Those who have a substitute for everything at a moment, or now."""
    found = organisation.substitutes(connection, people, at or datetime.now(UTC))
    return {one for one, ways in found.items() if any(not any(map(_limits, way.reaches)) for way in ways)}


def _limits(reach: organisation.Reach) -> bool:
    return reach != organisation.Reach()


def _approver(found: Found, chosen: Literal["", "round_robin", "least_loaded"]) -> Approver:
    return Approver(
        login=found.person.login,
        position=found.position,
        how=found.how,
        levels=found.levels,
        limit=found.limit,
        fact=found.fact,
        chosen=chosen,
    )


def _nobody(connection: Connection, point: Point, place: int) -> BusinessError:
    rule = point.approver_rules[place]
    zh, en = (who_words(rule, naming(connection, lang)) for lang in LANGS)
    if rule.kind == "position":
        zh, en = f"没有人担任{zh}", f"nobody holds the position {en}"
    else:
        zh, en = f"没有人可作为审批人（{zh}）", f"nobody is found as approver ({en})"
    return BusinessError(
        "NO_APPROVER",
        f"point {point.number} ({point.name_en}): {en}, and no other can decide",
        message_zh=f"审批点 {point.number}（{point.name}）：{zh}，也没有可替代的审批人",
    )
