"""What an analysis is: columns, the rows for a period as one person may see them, and which of them are drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Table, and_, func

from adapters.crm import catalogue
from adapters.crm.analysis.asked import EVERYTHING, FILTERS, Asked, conditions
from adapters.crm.records import access
from adapters.crm.words import Words
from engine.organisation import Language, Person

Kind = Literal["text", "number", "money", "ratio", "days"]
ChartKind = Literal["bar", "line", "funnel", "share"]
Row = Mapping[str, Any]  # by column key; `url` leads to the rows behind it


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """One column. `total`: whether a sum below it means something; `ways`: only in these (none: in all)."""

    key: str
    zh: str
    en: str
    kind: Kind = "number"
    total: bool = False
    ways: Sequence[str] = ()
    mask: str = ""  # resource whose `view` right is needed to see it

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
    """What a report is asked: by whom, for which days (both inclusive), in which language, as of which day.

    `way`: one of the report's ways to group its rows; `asked`: what it is narrowed to.
    """

    connection: Connection
    person: Person
    since: date
    until: date
    today: date
    lang: Language
    way: str = ""
    asked: Asked = EVERYTHING

    def within(self, key: str) -> ColumnElement[bool]:
        """The rows of an entity that this person may see, that are not deleted and that are asked for."""
        entity = catalogue.entity(key)
        return and_(
            entity.table.c.deleted_at.is_(None),
            access.reach(self.connection, self.person, entity),
            *conditions(self.connection, self.asked, key, entity.table),
        )

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
    """One analysis. `group` is its heading in the list of analyses.

    `ways`: key → words of what its rows may be grouped by, the first one unless another is asked for; the word
    stands above the column `name`. `filters`: what it can be narrowed to.
    """

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
    ways: Words = field(default_factory=dict)
    filters: Sequence[str] = tuple(FILTERS)

    def way(self, wanted: str) -> str:
        """The way that is asked for, else the first; empty where there is only one."""
        return wanted if wanted in self.ways else next(iter(self.ways), "")

    def rows(self, frame: Frame) -> Sequence[Row]:
        """The rows, grouped as the frame asks for, or in the first way."""
        return self.read(replace(frame, way=self.way(frame.way)))

    def columns_by(self, way: str) -> Sequence[Column]:
        """The columns when grouped so."""
        named = self.ways.get(way)
        return [
            replace(one, zh=named[0], en=named[1]) if named and one.key == "name" else one
            for one in self.columns
            if not one.ways or way in one.ways
        ]

    def title(self, lang: str) -> str:
        """The name in the reader's language."""
        return self.zh if lang == "zh" else self.en

    def about(self, lang: str) -> str:
        """What the numbers are, in a sentence."""
        return self.about_zh if lang == "zh" else self.about_en
