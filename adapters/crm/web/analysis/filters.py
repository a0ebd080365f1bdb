"""What an analysis can be narrowed to on its page: the inputs, and what came of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from sqlalchemy import Connection, select

from adapters.crm import tables
from adapters.crm.analysis.asked import FILTERS, Asked
from adapters.crm.analysis.report import Report
from adapters.crm.records.lookups import codes
from adapters.crm.words import KINDS
from engine import organisation
from engine.errors import Invalid
from engine.organisation import Person, Scope
from engine.organisation.snapshot import snapshot
from engine.organisation.tables import plate
from forms.shell import lang

Options = Sequence[tuple[str, str]]
#: Filters by people say nothing to somebody who sees only his own numbers.
_OF_OTHERS = ("plate", "department", "person")
_LONGEST = 64


@dataclass(frozen=True, kw_only=True, slots=True)
class Narrowing:
    """One filter of the page. `options` begin with the empty one."""

    name: str
    label: str
    value: str
    options: Options


def asked(args: Mapping[str, str], report: Report) -> Asked:
    """What the address asks for. Raises Invalid."""
    given: dict[str, int | str] = {}
    for one in fields(Asked):
        text = args.get(one.name, "").strip()
        if not text or one.name not in report.filters:
            continue
        if one.name in ("region", "level", "kind"):
            given[one.name] = text[:_LONGEST]
        elif text.isdecimal() and len(text) < 19:
            given[one.name] = int(text)
        else:
            raise Invalid(field=one.name, message="is not one of the list", message_zh="不在列表中")
    return Asked(**given)  # type: ignore[arg-type]  # names and kinds as declared


def narrowings(
    connection: Connection, person: Person, report: Report, args: Mapping[str, str]
) -> Sequence[Narrowing]:
    """The filters that this reader has in this analysis."""
    alone = organisation.may(connection, person, report.resource, "view") is Scope.OWN
    return [
        Narrowing(
            name=name,
            label=FILTERS[name][0 if lang() == "zh" else 1],
            value=args.get(name, ""),
            options=[("", "–"), *_options(connection, name)],
        )
        for name in report.filters
        if not (alone and name in _OF_OTHERS)
    ]


def _options(connection: Connection, name: str) -> Options:
    chinese = lang() == "zh"
    if name == "plate":
        rows = connection.execute(select(plate).order_by(plate.c.code))
        return [(str(row.id), row.name if chinese else row.name_en) for row in rows]
    if name == "department":
        known = snapshot(connection).departments.values()
        return [(str(one.id), one.title(lang())) for one in sorted(known, key=lambda one: one.code)]
    if name == "person":
        everybody = sorted(organisation.everyone(connection), key=lambda one: one.label(lang()))
        return [(str(one.id), one.label(lang())) for one in everybody]
    if name == "kind":
        return [(code, zh if chinese else en) for code, (zh, en) in KINDS.items()]
    if name == "level":
        both = codes(connection, "customer_level", in_use_too=True)
        return [(code, zh if chinese else en) for code, (zh, en) in both.items()]
    if name == "region":
        province = tables.account.c.province
        found = select(province).where(province != "").distinct().order_by(province)
        return [(text, text) for text in connection.scalars(found)]
    return _goods(connection, name, chinese=chinese)


def _goods(connection: Connection, name: str, *, chinese: bool) -> Options:
    table = tables.category if name == "category" else tables.product
    rows = connection.execute(select(table).where(table.c.deleted_at.is_(None)).order_by(table.c.code))
    return [(str(row.id), f"{row.code} {row.name if chinese else row.name_en or row.name}") for row in rows]
