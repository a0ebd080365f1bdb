"""From the cases of a backtest to its report."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal

from processes.approval.backtest.filters import amount_of
from processes.approval.backtest.report import Asked, Cell, Changed, Passing, Report
from processes.approval.backtest.seats import tasks
from processes.approval.backtest.slots import REFUSED, Slot
from processes.approval.backtest.walking import Case
from processes.approval.backtest.ways import GroupsOf, Route, Stop
from processes.approval.documents import FactField

MOST_CASES = 2000
CURRENCY = "CNY"  # of documents that do not say theirs


def summed(
    cases: Sequence[Case],
    *,
    since: datetime,
    until: datetime,
    slots: Mapping[str, Slot],
    amount: FactField | None,
    takes: Mapping[str, timedelta],
    zone: tzinfo,
    groups_of: GroupsOf,
    elsewhere: int = 0,
) -> Report:
    """The report about these cases. `takes`: seat → how long one decision takes there.

    `elsewhere`: approvals of the type that have nothing to do with the flow.
    """
    compared = [case for case in cases if not case.undecided]
    changed = [case for case in compared if case.changed]
    differences = [(case, _difference(case, groups_of)) for case in changed]
    used = {key.strip("()") for case in compared for route in (case.old, case.new) for key in route.keys}
    return Report(
        since=since,
        until=until,
        runs=len(cases),
        documents=len({case.run.document_id for case in cases}),
        changed=len(changed),
        stopped=sum(case.run.stopped_at is not None for case in compared),
        beyond=sum(case.new.beyond for case in changed),
        elsewhere=elsewhere,
        refused=sum(case.new.keys == (REFUSED,) for case in changed),
        guessed=sum(case.new.guessed or case.old.guessed for case in compared),
        unsure=sum(case.new.unsure or case.old.unsure for case in compared),
        undecided=Counter(case.undecided for case in cases if case.undecided),
        matrix=_matrix(compared),
        slots=[slot for key, slot in slots.items() if key in used or not slot.gone],
        asked=_asked(differences, takes),
        weeks=_weeks(differences, zone),
        unasked=_passing(changed, amount, lambda case: _unasked(case.new)),
        newly=_passing(changed, amount, lambda case: _unasked(case.old)),
        fewer=_passing([case for case, (_, saved) in differences if saved], amount),
        more=_passing([case for case, (extra, _) in differences if extra], amount),
        cases=[_told(case, amount) for case in reversed(changed[-MOST_CASES:])],
    )


def _matrix(cases: Iterable[Case]) -> list[Cell]:
    """Every pair of routes that occurs, shorter routes first."""
    counted = Counter((case.old.keys, case.new.keys) for case in cases)
    order = sorted(counted, key=lambda pair: (len(pair[0]), pair[0], len(pair[1]), pair[1]))
    return [Cell(old=old, new=new, count=counted[old, new]) for old, new in order]


def _unasked(route: Route) -> bool:
    """Whether a document passes and nobody is asked."""
    return not route.keys


def _difference(case: Case, groups_of: GroupsOf) -> tuple[Counter[str], Counter[str]]:
    """Who is asked more often, who less."""
    old, new = (_tasks(stops, case.run.applicant, groups_of) for stops in case.stops())
    return new - old, old - new


def _tasks(stops: Sequence[Stop], applicant: str, groups_of: GroupsOf) -> Counter[str]:
    found: Counter[str] = Counter()
    for point, facts, spared in stops:
        groups = () if point.mode == "any" else groups_of(point, applicant, facts, frozenset())
        found.update(tasks(point, facts, groups, spared))
    return found


def _asked(
    differences: Sequence[tuple[Case, tuple[Counter[str], Counter[str]]]], takes: Mapping[str, timedelta]
) -> list[Asked]:
    """Those whose work changes, the greatest change first."""
    extra: Counter[str] = Counter()
    saved: Counter[str] = Counter()
    for _case, (more, less) in differences:
        extra += more
        saved += less
    found = [
        Asked(seat=seat, extra=extra[seat], saved=saved[seat], takes=takes.get(seat))
        for seat in {*extra, *saved}
    ]
    return sorted(found, key=lambda one: (-abs(one.net), one.seat))


def _weeks(
    differences: Sequence[tuple[Case, tuple[Counter[str], Counter[str]]]], zone: tzinfo
) -> list[tuple[date, Mapping[str, int]]]:
    """Every week from the first change to the last, also those without any."""
    found: dict[date, Counter[str]] = defaultdict(Counter)
    for case, (more, less) in differences:
        day = case.run.at.astimezone(zone).date()
        week = found[day - timedelta(days=day.weekday())]
        week.update(more)
        week.subtract(less)
    if not found:
        return []
    first, last = min(found), max(found)
    mondays = (first + timedelta(days=7 * each) for each in range((last - first).days // 7 + 1))
    return [(monday, {seat: n for seat, n in found.get(monday, {}).items() if n}) for monday in mondays]


def _passing(
    cases: Sequence[Case], amount: FactField | None, counts: Callable[[Case], bool] = lambda _case: True
) -> Passing:
    money: dict[str, Decimal] = defaultdict(Decimal)
    count = 0
    for case in cases:
        if counts(case):
            count += 1
            value = amount_of(case.run, amount)
            if value is not None:
                money[_currency(case)] += value
    return Passing(count=count, money=dict(sorted(money.items())))


def _told(case: Case, amount: FactField | None) -> Changed:
    run = case.run
    return Changed(
        instance_id=run.instance_id,
        root_id=run.root_id,
        document_id=run.document_id,
        applicant=run.applicant,
        at=run.at,
        amount=amount_of(run, amount),
        currency=_currency(case),
        old=case.old.keys,
        new=case.new.keys,
        decided=run.decided,
        beyond=case.new.beyond,
    )


def _currency(case: Case) -> str:
    return str(case.run.facts.get("currency") or CURRENCY)
