"""What the page of one flow shows: route, the point being edited, what would change, versions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from flask import render_template
from markupsafe import Markup
from sqlalchemy import Connection

from engine import organisation
from engine.organisation import Person
from forms.expressions import Variable
from forms.shell import gettext as _
from forms.shell import lazy_gettext
from forms.shell.grid import Grid, GridColumn
from processes.approval import policies
from processes.approval.check import check
from processes.approval.comparing import (
    Change,
    compare,
    deadline_words,
    how_words,
    overdue_words,
    scope_words,
)
from processes.approval.conditions import feel_text, read_aloud
from processes.approval.documents import DocumentType
from processes.approval.errors import Fault
from processes.approval.findings.flows import impossible
from processes.approval.findings.shown import Shown
from processes.approval.model import Flow, Point
from processes.approval.naming import Naming, naming
from processes.approval.operators import sign
from processes.approval.policies import Policy, Version
from processes.approval.reading import PREFIX, Typed
from processes.approval.rule_words import rules_words
from processes.approval.values import UNIT_WORDS
from processes.approval.variables import variables_of

Lang = Literal["zh", "en"]
_HITS = GridColumn(key="hits", label=lazy_gettext("Hits in 90 days"), kind="output")


@dataclass(frozen=True, kw_only=True, slots=True)
class RouteCard:
    """A point in the little route above the editor."""

    number: int
    title: str
    sentence: str
    deadline: str
    mode: str
    changed: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """Everything of a flow that its page needs. `shown` is the version looked at; None before the first."""

    policy: Policy
    document: DocumentType
    shown: Version | None
    released: Version | None
    draft: Version | None
    versions: Sequence[Version]
    running: Mapping[int, int]
    changes: Sequence[Change]
    faults: Sequence[Fault]
    positions: Sequence[str]
    names: Naming
    people: Mapping[int, Person]

    @property
    def flow(self) -> Flow:
        """The points of the version looked at."""
        return self.shown.flow if self.shown else Flow(points=())

    @property
    def is_past(self) -> bool:
        """Whether a version is looked at that is neither the draft nor, without a draft, the one in force."""
        current = self.draft or self.released
        return self.shown is not None and current is not None and self.shown.version != current.version

    def approvers(self, point: Point) -> str:
        """Who decides at a point, in one line."""
        return rules_words(point.approver_rules, self.names)

    def how(self, point: Point) -> str:
        """How the approvers of a point decide."""
        return how_words(point, self.names.lang)

    def time(self, duration: str | None) -> str:
        """A duration in words."""
        return deadline_words(duration, self.names.lang)

    def overdue(self, point: Point) -> str:
        """What happens at the deadline of a point."""
        return overdue_words(point, self.names)

    @property
    def scope(self) -> str:
        """Which documents the flow is for, in one line."""
        return scope_words(self.flow, self.names)

    @property
    def seen(self) -> str:
        """The token of the draft, empty where there is none."""
        return self.draft.token if self.draft else ""

    @property
    def running_count(self) -> int:
        """Approvals that run now and keep the version they began with."""
        return sum(self.running.values())


def build(connection: Connection, key: str, document: DocumentType, lang: Lang, version: int | None) -> Page:
    """The page of a flow; `version` shows a former one. Raises PolicyNotFound, VersionNotFound."""
    draft, released = policies.draft(connection, key), policies.released(connection, key)
    shown = draft or released
    if version is not None:
        shown = policies.version(connection, key, version)
    posts = organisation.positions(connection)
    names = naming(connection, lang, document)
    changes: list[Change] = []
    if draft is not None:
        before = released.flow if released else Flow(points=())
        changes = compare(before, draft.flow, names)
    past = policies.versions(connection, key)
    return Page(
        policy=policies.policy(connection, key),
        document=document,
        shown=shown,
        released=released,
        draft=draft,
        versions=past,
        running=policies.running(connection, key),
        changes=changes,
        faults=_faults(draft.flow, names) if draft else [],
        positions=[post.title(lang) for post in posts if post.can_approve],
        names=names,
        people=_people(connection, [*past, *([draft] if draft else [])]),
    )


def cards(page: Page, lang: Lang) -> list[RouteCard]:
    """The points as the route shows them; changed ones differ from the version in force."""
    before = {point.name: point for point in page.released.flow.points} if page.released else {}
    return [_card(point, before.get(point.name), page, lang) for point in page.flow.points]


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


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """A condition read aloud in both languages, and as FEEL."""

    zh: str
    en: str
    feel: str
    names: Sequence[Variable] = ()


def reading(point: Point, document: DocumentType) -> Reading:
    """How the condition of a point reads."""
    zh, en = read_aloud(point.condition, document, "zh"), read_aloud(point.condition, document, "en")
    return Reading(zh=zh, en=en, feel=feel_text(point.condition) or "true", names=variables_of(document))


def _faults(flow: Flow, names: Naming) -> list[Fault]:
    assert names.document is not None
    return check(flow, names.document, names.positions, names.people, names.departments) or impossible(
        flow, names.document, flow.entry
    )


def _card(point: Point, before: Point | None, page: Page, lang: Lang) -> RouteCard:
    same = before is not None and replace(before, number=point.number) == point
    return RouteCard(
        number=point.number,
        title=point.title(lang),
        sentence=read_aloud(point.condition, page.document, lang),
        deadline=deadline_words(point.deadline, lang),
        mode=_mode(point.mode),
        changed=page.released is not None and not same,
    )


def _mode(mode: str) -> str:
    return str({"any": _("any one"), "all": _("all"), "sequential": _("in turn"), "vote": _("vote")}[mode])


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


def _people(connection: Connection, found: Sequence[Version]) -> dict[int, Person]:
    ids = {one.by for one in found if one.by is not None}
    known = {each: organisation.person(connection, each) for each in ids}
    return {each: person for each, person in known.items() if person is not None}
