"""What a request says, as rows of label and text in the reader's language: for its page, for tasks, for printing."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row

from engine.organisation import Language
from forms.fields.choices import as_text, choices
from forms.fields.component import Component
from forms.fields.filepicker import listed
from forms.fields.number import decimal
from processes.approval.values import grouped
from processes.requests import rows
from processes.requests.accepting import form_for
from processes.requests.computing import day
from processes.requests.fields import FROM, TO
from processes.requests.kind import RequestKind
from processes.requests.walking import formula, properties

_WORDS = {"yes": ("是", "Yes"), "no": ("否", "No"), "days": ("天", "days")}


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """One field: its text, or its files (id, name, size), or a table of lines with the heads of its columns.

    `numeric` columns are aligned to the right. `long`: a text of several lines.
    """

    label: str
    text: str = ""
    files: Sequence[tuple[str, str, str]] = ()
    heads: Sequence[str] = ()
    numeric: Sequence[bool] = ()
    lines: Sequence[Sequence[str]] = ()
    long: bool = False
    computed: bool = False


def shown(
    connection: Connection, kind: RequestKind, row: Row[Any], lang: Language, hidden: Collection[str] = ()
) -> list[Shown]:
    """What a request says; fields without a value, and those that are hidden from the reader, are left out."""
    values = {name: value for name, value in rows.values(row).items() if name not in hidden}
    form = form_for(connection, kind, values)
    return list(_Reader(kind=kind, lang=lang).of(form.components, values))


def of_values(kind: RequestKind, values: Mapping[str, Any], lang: Language) -> list[Shown]:
    """The same of values that are not kept yet; codes of lists are shown as they are."""
    return list(_Reader(kind=kind, lang=lang).of(kind.form.components, values))


LONGEST_TEXT = 600  # characters of a table in the record


def value_text(kind: RequestKind, one: Component, value: Any, lang: Language) -> str:
    """One value as people read it; of a table its lines."""
    reader = _Reader(kind=kind, lang=lang)
    if one.type != "dynamiclist":
        return reader.text(one, value)
    lines = [line for line in value if isinstance(line, Mapping)] if isinstance(value, list) else []
    columns = [column for column in one.children if column.key]
    told = [" ".join(reader.text(column, line.get(column.key or "")) for column in columns) for line in lines]
    return (" | ".join(told) or "–")[:LONGEST_TEXT]


@dataclass(frozen=True, kw_only=True)
class _Reader:
    kind: RequestKind
    lang: Language

    def of(self, components: Sequence[Component], values: Mapping[str, Any]) -> Iterator[Shown]:
        for one in components:
            if one.type == "group" and properties(one).get("period"):
                yield from self._period(one, values)
            elif one.type == "group" and not one.path:
                yield from self.of(one.children, values)
            elif one.type == "dynamiclist":
                yield from self._lines(one, values.get(one.path or ""))
            elif one.key and values.get(one.key) not in (None, "", []):
                yield self._field(one, values[one.key])

    def _period(self, group: Component, values: Mapping[str, Any]) -> Iterator[Shown]:
        name = str(properties(group)["period"])
        first, last = day(values.get(name + FROM)), day(values.get(name + TO))
        if first is None and last is None:
            return
        between = " 至 " if self.lang == "zh" else " to "
        days = [str(one) for one in dict.fromkeys((first, last)) if one is not None]
        yield Shown(label=self._label(group), text=between.join(days))

    def _lines(self, one: Component, given: Any) -> Iterator[Shown]:
        found = [line for line in given if isinstance(line, Mapping)] if isinstance(given, list) else []
        if not found:
            return
        columns = [column for column in one.children if column.key]
        yield Shown(
            label=self._label(one),
            heads=[self._label(column) for column in columns],
            numeric=[column.type == "number" for column in columns],
            lines=[[self.text(column, line.get(column.key or "")) for column in columns] for line in found],
        )

    def _field(self, one: Component, value: Any) -> Shown:
        if one.type == "filepicker":
            return Shown(label=self._label(one), files=listed(value))
        return Shown(
            label=self._label(one),
            text=self.text(one, value),
            long=one.type == "textarea",
            computed=bool(formula(one)),
        )

    def text(self, one: Component, value: Any) -> str:
        """One value as people read it."""
        if value is None or value == "":
            return "–"
        if isinstance(value, bool):
            return self._word("yes" if value else "no")
        if one.type == "number":
            return self._number(one, value)
        known = {as_text(code): label for code, label in choices(one, {}) or ()}
        label = known.get(as_text(value))
        if isinstance(label, Mapping):
            return str(label[self.lang])
        return self.kind.text(label, self.lang) if label else str(value)

    def _number(self, one: Component, value: Any) -> str:
        number = decimal(value)
        if number is None:
            return str(value)
        unit = properties(one).get("unit")
        if unit == "money":
            return f"¥{number:,.2f}"
        if unit == "percent":
            return f"{grouped(number)}%"
        return f"{grouped(number)} {self._word('days')}" if unit == "days" else grouped(number)

    def _label(self, one: Component) -> str:
        return self.kind.text(one.label, self.lang) or one.name

    def _word(self, name: str) -> str:
        return _WORDS[name][0 if self.lang == "zh" else 1]
