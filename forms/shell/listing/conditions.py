"""From filter texts to SQL conditions. Values are always bound; what does not parse is refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from functools import partial
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Select, String, cast, or_, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from engine.errors import Invalid
from forms.shell.listing.spec import Filter
from forms.shell.listing.state import ListState

NUMBER = re.compile(r"[-−]?\d{1,15}(\.\d{1,6})?")
ESCAPE = "\\"
LISTED = 4_000  # rows that a condition names one by one


def filtered(query: Select[Any], state: ListState, zone: tzinfo) -> Select[Any]:
    """`query` narrowed to what the state asks for. Days are days of `zone`."""
    for key, values in state.filters.items():
        name, _dot, end = key.partition(".")
        found = state.spec.filter(name)
        assert found is not None  # read_state refused unknown names
        query = query.where(_condition(found, values, end, zone))
    if state.text and state.spec.find is not None:
        return query.where(state.spec.find(state.text))
    for word in state.text.split():
        query = query.where(or_(*(contains(expression, word) for expression in state.spec.search)))
    return query


def _condition(one: Filter, values: tuple[str, ...], end: str, zone: tzinfo) -> ColumnElement[bool]:
    if one.kind == "choice":
        return one.expression.in_(list(_chosen(one, values)))
    if one.kind == "bool":
        return one.expression.is_(True) if values[0] == "1" else one.expression.is_not(True)
    if one.kind == "record":
        return or_(*(_record(one, value) for value in values))
    if one.kind == "text":
        has = one.containing or partial(contains, one.expression)
        return or_(*(has(value) for value in values))
    if one.kind == "date":
        return _on_days(one, _day(one, values[0]), end, zone)
    number = _decimal(one, values[0])
    return one.expression >= number if end == "min" else one.expression <= number


def _record(one: Filter, value: str) -> ColumnElement[bool]:
    exact = record_id(value)
    if exact is not None:
        return one.expression == exact
    if one.by_name is None:
        raise _unreadable(one, value)
    return one.by_name(value)


def record_id(value: str) -> int | None:
    """`#17` → 17."""
    digits = value.removeprefix("#")
    return int(digits) if value.startswith("#") and digits.isdecimal() and len(digits) < 19 else None


def _chosen(one: Filter, values: tuple[str, ...]) -> Iterator[Any]:
    known = {str(key): key for key, _label in one.options()}
    for value in values:
        if value not in known:
            raise _unreadable(one, value)
        yield _as_type(one.expression, known[value])


def _as_type(expression: ColumnElement[Any], value: Any) -> Any:
    try:
        wanted = expression.type.python_type
    except NotImplementedError:
        return value
    return int(value) if wanted is int else value


def contains(expression: ColumnElement[Any], word: str) -> ColumnElement[bool]:
    """Whether a text contains a word, whatever its case; nothing in the word is a wildcard."""
    pattern = word.lower().replace(ESCAPE, ESCAPE * 2).replace("%", ESCAPE + "%").replace("_", ESCAPE + "_")
    text = expression if isinstance(expression.type, String) else cast(expression, String)
    return _Folded(text).like(f"%{pattern}%", escape=ESCAPE)


def looked_up(connection: Connection, column: Column[Any], word: str) -> ColumnElement[bool]:
    """The rows whose column contains a word, for a query that would ask each of very many rows.

    Where few fit, which ones is looked up first, in the column's index if it has one. Where many do, a page of
    them is found after few rows anyway.
    """
    key = column.table.c.id
    fitting = select(key).where(column != "", contains(column, word)).limit(LISTED + 1)
    ids = connection.scalars(fitting).all()
    return key.in_(ids) if len(ids) <= LISTED else contains(column, word)


class _Folded(FunctionElement[str]):
    """A text in lower case. Left as it is on SQLite, whose LIKE makes no difference between A and a anyway."""

    inherit_cache = True
    type = String()


@compiles(_Folded)
def _lower(element: _Folded, compiler: SQLCompiler, **options: Any) -> str:
    return f"lower({compiler.process(element.clauses, **options)})"


@compiles(_Folded, "sqlite")
def _as_it_is(element: _Folded, compiler: SQLCompiler, **options: Any) -> str:
    return compiler.process(element.clauses, **options)


def _on_days(one: Filter, day: date, end: str, zone: tzinfo) -> ColumnElement[bool]:
    """Both ends of a range of days are included."""
    if one.expression.type.python_type is date:
        return one.expression >= day if end == "min" else one.expression <= day
    if end == "min":
        return one.expression >= datetime.combine(day, time(), zone)
    return one.expression < datetime.combine(day + timedelta(days=1), time(), zone)


def _day(one: Filter, text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise _unreadable(one, text) from error
    if not 1900 <= day.year <= 2200:
        raise _unreadable(one, text)
    return day


def _decimal(one: Filter, text: str) -> Decimal:
    plain = text.replace(",", "").replace("，", "").removeprefix("¥").removesuffix("%").strip()
    if not NUMBER.fullmatch(plain):
        raise _unreadable(one, text)
    number = Decimal(plain.replace("−", "-"))
    return number / 100 if one.kind == "percent" else number


def _unreadable(one: Filter, value: str) -> Invalid:
    return Invalid(
        field=str(one.label),
        message=f"“{value[:60]}” cannot be read.",
        message_zh=f"无法识别“{value[:60]}”。",
    )
