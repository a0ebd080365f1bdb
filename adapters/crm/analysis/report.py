"""What an analysis is: columns, the rows for a period as one person may see them, and which of them are drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Table, func

from adapters.crm import catalogue
from adapters.crm.records import access
from engine.organisation import Language, Person

Kind = Literal["text", "number", "money", "ratio", "days"]
ChartKind = Literal["bar", "line", "funnel", "share"]
Row = Mapping[str, Any]  # by column key; `url` leads to the rows behind it


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """One column. `words`: code → Chinese, English of a text; `total`: whether a sum below it means something."""

    key: str
    zh: str
    en: str
    kind: Kind = "number"
    total: bool = False

    def label(self, lang: str) -> str:
        """The word in the reader's language."""
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True, kw_only=True, slots=True)
class Chart:
    """What is drawn: `by` is the column of names, `bars` and `lines` are columns of numbers.

    Lines of ratios have an axis of their own. `across`: bars lie, for long names.
    """

    kind: ChartKind
    by: str
    bars: Sequence[str]
    lines: Sequence[str] = ()
    across: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Frame:
    """What a report is asked: by whom, for which days (both inclusive), in which language, as of which day."""

    connection: Connection
    person: Person
    since: date
    until: date
    today: date
    lang: Language

    def within(self, key: str) -> ColumnElement[bool]:
        """The rows of an entity that this person may see and that are not deleted."""
        entity = catalogue.entity(key)
        return entity.table.c.deleted_at.is_(None) & access.reach(self.connection, self.person, entity)

    def name_of(self, table: Table) -> ColumnElement[str]:
        """The column with the name in the reader's language, where there is an English one."""
        if self.lang == "zh":
            return table.c.name
        return func.coalesce(func.nullif(table.c.name_en, ""), table.c.name)

    def word(self, both: tuple[str, str]) -> str:
        """One of two texts."""
        return both[0] if self.lang == "zh" else both[1]


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """One analysis. `group` is its heading in the list of analyses."""

    key: str
    zh: str
    en: str
    about_zh: str
    about_en: str
    group: tuple[str, str]
    columns: Sequence[Column]
    chart: Chart
    read: Callable[[Frame], Sequence[Row]]
    resource: str = "order"  # whoever may not see these has no numbers about them either

    def title(self, lang: str) -> str:
        """The name in the reader's language."""
        return self.zh if lang == "zh" else self.en

    def about(self, lang: str) -> str:
        """What the numbers are, in a sentence."""
        return self.about_zh if lang == "zh" else self.about_en
