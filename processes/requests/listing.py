"""The list of requests, for the one list component."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select

from engine.organisation import Language, Person
from engine.organisation.tables import person as people
from engine.organisation.tables import position as positions
from engine.store.schema.runtime import candidate, work_item
from forms.shell import gettext as _
from forms.shell.listing import Chip, Column, Filter, ListSpec
from processes.requests import rows
from processes.requests.kind import RequestKind
from processes.requests.tables import request

_holder, _post = people.alias("holder"), positions.alias("post")


def query(connection: Connection, person: Person, *, everyone: bool) -> Select[Any]:
    """A person's own requests, or all that he sees."""
    mine = request.c.applicant_id == person.id
    seen = rows.visible(connection, person) if everyone else mine
    joined = request.join(people, people.c.id == request.c.applicant_id)
    return select(request.c.id).select_from(joined).where(seen)


def chips(lang: Language) -> dict[str, Chip]:
    """States with their words."""
    return {
        state: Chip(label=zh if lang == "zh" else en, tone=tone)
        for state, (zh, en, tone) in rows.STATES.items()
    }


def spec(kinds: Sequence[RequestKind], lang: Language, *, everyone: bool) -> ListSpec:
    """Columns and filters."""
    words = {one.key: one.title(lang) for one in kinds}
    states = chips(lang)
    applicant = people.c.name if lang == "zh" else people.c.name_en
    return ListSpec(
        key="requests",
        title=_("Requests"),
        id=request.c.id,
        columns=(
            Column(key="title", label=_("Request"), expression=_title(), sort=False, strong=True),
            Column(
                key="kind",
                label=_("Kind"),
                expression=request.c.key,
                words=lambda key: words.get(str(key), str(key)),
            ),
            Column(key="state", label=_("State"), expression=request.c.state, kind="chip", chips=states),
            Column(key="holder", label=_("Lies with"), expression=_with(lang), sort=False),
            Column(key="amount", label=_("Amount"), expression=request.c.amount, kind="money"),
            *(
                [Column(key="applicant", label=_("Applicant"), expression=applicant, kind="person")]
                if everyone
                else []
            ),
            Column(key="submitted", label=_("Submitted"), expression=request.c.submitted_at, kind="datetime"),
            Column(
                key="decided",
                label=_("Decided"),
                expression=request.c.decided_at,
                kind="datetime",
                hidden=True,
            ),
            Column(key="id", label=_("Latest"), expression=request.c.id, hidden=True),
        ),
        filters=(
            Filter(
                key="state",
                label=_("State"),
                expression=request.c.state,
                kind="choice",
                choices=[(key, chip.label) for key, chip in states.items()],
            ),
            Filter(
                key="kind",
                label=_("Kind"),
                expression=request.c.key,
                kind="choice",
                choices=list(words.items()),
            ),
            Filter(key="applicant", label=_("Applicant"), expression=applicant),
            Filter(key="amount", label=_("Amount"), expression=request.c.amount, kind="number"),
            Filter(key="submitted", label=_("Submitted"), expression=request.c.submitted_at, kind="date"),
        ),
        search=(request.c.title, request.c.no),
        default_sort="-id",
        cards=("title", "state", "kind", "holder"),
        row_url=lambda row: f"/requests/{row['id']}",
        empty_title=_("No request yet"),
        empty_text=_("Begin one: what you submit is listed here with its state and with whom it lies."),
    )


def _title() -> ColumnElement[Any]:
    return func.coalesce(func.nullif(request.c.title, ""), "–")


def _with(lang: Language) -> ColumnElement[Any]:
    """Who has the first open task of the request's process, or one of the positions it is offered to."""
    person = _holder.c.name if lang == "zh" else _holder.c.name_en
    position = _post.c.name if lang == "zh" else _post.c.name_en
    open_items = (
        work_item.outerjoin(_holder, _holder.c.login == work_item.c.assignee)
        .outerjoin(candidate, (candidate.c.work_item_id == work_item.c.id) & work_item.c.assignee.is_(None))
        .outerjoin(_post, (_post.c.code == candidate.c.name) & (candidate.c.kind == "group"))
    )
    return (
        select(func.min(func.coalesce(person, position)))
        .select_from(open_items)
        .where(work_item.c.root_id == request.c.instance_id, work_item.c.closed_at.is_(None))
        .correlate(request)
        .scalar_subquery()
    )
