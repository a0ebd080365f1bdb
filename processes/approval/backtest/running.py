"""Running a backtest: reads the past, walks it, sums it up. Nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import Connection

from engine import organisation
from engine.calendar.lookup import calendars
from processes.approval import policies
from processes.approval.backtest.choosing import Choosing
from processes.approval.backtest.filters import Filters, amount_fact, chosen
from processes.approval.backtest.handling import handling
from processes.approval.backtest.report import Report
from processes.approval.backtest.runs import Facts, runs
from processes.approval.backtest.summing import summed
from processes.approval.backtest.unasked import unasked
from processes.approval.backtest.walking import Walker
from processes.approval.backtest.ways import GroupsOf
from processes.approval.documents import DocumentType
from processes.approval.errors import AmountMissing
from processes.approval.expected import Group, groups_at
from processes.approval.finding import limit_of
from processes.approval.model import Flow, Point
from processes.approval.selecting import in_scope


def backtest(
    connection: Connection,
    key: str,
    document: DocumentType,
    *,
    tried: Flow,
    base: Flow | None,
    filters: Filters,
    now: datetime,
) -> Report:
    """What `tried` would have done to the approvals of a type, beside `base`; None: beside what was recorded.

    The other flows of the type are those in force now, the organisation is that of now.
    """
    versions, groups_of = _versions(connection), _groups_of(connection)
    since = now - filters.period
    keys = [one.key for one in policies.of_type(connection, document.key)]
    after = choosing(connection, key, document.key, tried, now)
    before = None if base is None else choosing(connection, key, document.key, base, now)
    once = any(flow.once for flows in (after, before) if flows for flow in flows.flows.values())
    nobody, pinned = unasked(connection, document.key, since, now)
    past = runs(connection, keys, since, now, pinned=pinned, people=once)
    found = sorted([*past, *nobody], key=lambda one: (one.at, one.instance_id))
    walker = Walker(
        key,
        after,
        before,
        versions=versions,
        groups_of=groups_of,
        refuses=policies.without_flow(connection, document.key) == "refuse",
    )
    cases = list(walker.cases(chosen(connection, found, filters, document)))
    return summed(
        cases,
        since=since,
        until=now,
        slots=walker.slots.known,
        amount=amount_fact(document),
        takes=handling(connection, keys, versions),
        zone=calendars(connection).default.zone,
        groups_of=groups_of,
        elsewhere=walker.elsewhere,
    )


def choosing(connection: Connection, key: str, document_type: str, tried: Flow, at: datetime) -> Choosing:
    """The flows of a type as they are at a moment, with one of them as it is tried, even if it is switched off."""
    flows: list[tuple[str, Flow]] = []
    for one in policies.of_type(connection, document_type):
        if one.key == key:
            flows.append((key, tried))
        elif one.enabled and (version := policies.released(connection, one.key, at)) is not None:
            flows.append((one.key, version.flow))

    def covers(flow: Flow, applicant: str) -> bool:
        return in_scope(connection, flow, organisation.by_login(connection, applicant))

    return Choosing(flows, covers)


def _versions(connection: Connection) -> Callable[[str, int], Flow]:
    @cache
    def flow(key: str, number: int) -> Flow:
        return policies.version(connection, key, number).flow

    return flow


def _groups_of(connection: Connection) -> GroupsOf:
    """Whom points would ask: found once for each applicant and each line of a table by amount."""
    known: dict[tuple[object, ...], Sequence[Group]] = {}

    def groups(point: Point, applicant: str, facts: Facts, decided: frozenset[str]) -> Sequence[Group]:
        fresh = any(rule.fresh for rule in point.approver_rules)
        try:
            lines = tuple(limit_of(rule, facts) for rule in point.approver_rules if rule.kind == "amount")
        except AmountMissing:
            return ()
        place = (point.approver_rules, applicant, lines, decided if fresh else None)
        if place not in known:
            known[place] = groups_at(connection, point, applicant, facts, decided)
        return known[place]

    return groups
