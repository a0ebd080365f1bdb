"""The grid of an entry condition: a column per fact, a row per group, with what was found and counted about each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from flask import render_template
from markupsafe import Markup

from forms.shell import gettext as _
from forms.shell.grid import Grid, GridColumn
from processes.approval.condition_reading import PREFIX
from processes.approval.documents import DocumentType, FactField
from processes.approval.findings.shown import Shown
from processes.approval.page import Lang
from processes.approval.reading import Typed
from processes.approval.values import BOOLEANS, UNIT_WORDS


def grid(
    typed: Typed,
    document: DocumentType,
    lang: Lang,
    *,
    said: Shown,
    read_only: bool,
    recalculate: str,
    shape: str,
) -> Grid:
    """The rows of the condition; the last cell of each says how often it held and what was found about it.

    `recalculate`: where what is typed is read; `shape`: where columns are taken out.
    """
    rows = [replace(row, outputs={"said": _said(row.index, said)}) for row in typed.marked(lang)]
    facts = [document.fact(name) for name in typed.condition.columns]
    only = len(facts) == 1
    return Grid(
        prefix=PREFIX,
        columns=[
            *(
                _column(fact, lang, shape="" if read_only or only else shape)
                for fact in facts
                if fact is not None
            ),
            GridColumn(key="said", label=_("Hits in 90 days"), kind="output"),
        ],
        rows=rows,
        label=_("Entry condition"),
        read_only=read_only,
        recalculate=recalculate,
        add_label=_("Add a row: one row that holds is enough"),
    )


def lists(document: DocumentType, columns: Sequence[str], lang: Lang) -> Mapping[str, list[str]]:
    """Fact → the values that its cells offer while somebody types, for facts with few."""
    facts = [fact for name in columns if (fact := document.fact(name)) is not None]
    return {fact.name: _values(fact, lang) for fact in facts if _values(fact, lang)}


def further(document: DocumentType, columns: Sequence[str], lang: Lang) -> list[tuple[str, str]]:
    """The facts that have no column yet."""
    return [(fact.name, fact.label(lang)) for fact in document.facts if fact.name not in columns]


def _column(fact: FactField, lang: Lang, *, shape: str) -> GridColumn:
    return GridColumn(
        key=fact.name,
        label=fact.label(lang),
        note=unit(fact, lang),
        suggest=f"values-{fact.name}" if _values(fact, lang) else "",
        placeholder="—",
        tool=_tool(fact, shape) if shape else "",
    )


def _tool(fact: FactField, shape: str) -> Markup:
    return Markup(render_template("rules/column_tool.html", fact=fact, shape=shape))  # noqa: S704  # our own template


def unit(fact: FactField, lang: Lang) -> str:
    """What the cells of a fact are written in, under its head."""
    place = 0 if lang == "zh" else 1
    if fact.choices:
        return ("可多选", "one or several")[place]
    if fact.type == "boolean":
        return ("是 / 否", "yes / no")[place]
    return (
        UNIT_WORDS[fact.unit][place]
        or (("数字", "number") if fact.type == "number" else ("文本", "text"))[place]
    )


def _values(fact: FactField, lang: Lang) -> list[str]:
    place = 0 if lang == "zh" else 1
    if fact.type == "boolean":
        return [words[place] for words in BOOLEANS.values()]
    return [words[place] for words in (fact.choices or {}).values()]


def _said(index: int | None, said: Shown) -> Markup:
    if index is None:
        return Markup()
    most = max((count or 0 for count in said.hits.values()), default=0)
    html = render_template(
        "rules/cell.html",
        counted=index in said.hits,
        count=said.hits.get(index),
        most=most,
        findings=said.rows.get(index, ()),
    )
    return Markup(html)  # noqa: S704  # our own template
