"""The rows of an entry condition as the editor shows them, with what was found and counted about each."""

from __future__ import annotations

from dataclasses import replace

from flask import render_template
from markupsafe import Markup

from forms.shell import gettext as _
from forms.shell import lazy_gettext
from forms.shell.grid import Grid, GridColumn
from processes.approval.documents import DocumentType
from processes.approval.findings.shown import Shown
from processes.approval.operators import sign
from processes.approval.page import Lang
from processes.approval.reading import PREFIX, Typed
from processes.approval.values import UNIT_WORDS

_HITS = GridColumn(key="hits", label=lazy_gettext("Hits in 90 days"), kind="output")


def grid(
    typed: Typed, document: DocumentType, lang: Lang, *, said: Shown, read_only: bool, recalculate: str
) -> Grid:
    """The rows of the condition. One more cell per row says its unit, and what was found about it."""
    rows = [
        replace(
            row,
            outputs={
                "unit": _noted(unit(document, row.values["fact"], lang), row.index, said),
                "hits": _counted(row.index, said),
            },
        )
        for row in typed.marked(lang)
    ]
    return Grid(
        prefix=PREFIX,
        columns=[*_columns(document, lang), *([_HITS] if said.hits else [])],
        rows=rows,
        label=_("Entry condition"),
        read_only=read_only,
        recalculate=recalculate,
        add_label=_("Add a comparison"),
    )


def _noted(words: str, index: int | None, said: Shown) -> Markup:
    findings = said.rows.get(index, ()) if index is not None else ()
    return Markup(render_template("rules/cell.html", words=words, findings=findings))  # noqa: S704  # our own template


def _counted(index: int | None, said: Shown) -> Markup:
    if index is None or index not in said.hits:
        return Markup()
    most = max((count or 0 for count in said.hits.values()), default=0)
    html = render_template("rules/hits.html", count=said.hits[index], most=most)
    return Markup(html)  # noqa: S704  # our own template


def unit(document: DocumentType, name: str, lang: Lang) -> str:
    """The unit that values of a fact are typed in; for facts with few values, the values."""
    fact = document.fact(name)
    if fact is None:
        return ""
    place = 0 if lang == "zh" else 1
    if fact.choices:
        return ("、" if lang == "zh" else ", ").join(words[place] for words in fact.choices.values())
    if fact.type == "boolean":
        return str(_("yes / no"))
    return UNIT_WORDS[fact.unit][place]


def _columns(document: DocumentType, lang: Lang) -> list[GridColumn]:
    facts = [("", _("Choose a field"))]
    facts += [(fact.name, fact.label(lang)) for fact in document.facts]
    operators = ("gt", "ge", "lt", "le", "eq", "ne", "between", "in", "not_in")
    return [
        GridColumn(
            key="join",
            label=_("Link"),
            kind="choice",
            options=[("and", _("and")), ("or", _("or")), ("", _("if"))],
            width="narrow",
        ),
        GridColumn(key="fact", label=_("Field"), kind="choice", options=facts),
        GridColumn(
            key="operator",
            label=_("Comparison"),
            kind="choice",
            options=[(code, sign(code, lang)) for code in operators],  # type: ignore[arg-type]  # Literal lost in a tuple
            width="narrow",
        ),
        GridColumn(key="value", label=_("Value")),
        GridColumn(key="unit", label=_("Unit or values"), kind="output"),
    ]
