"""The task page: everything its template shows, for one person."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection
from werkzeug.datastructures import MultiDict

from engine import organisation
from engine.organisation import Language, Person
from engine.store.schema.runtime import instance
from forms.fields.bilingual import in_language
from forms.render import FormView
from processes.approval.field_rights import hidden_from
from processes.names import translated
from worklist import access, drafts, files, participants, returning
from worklist.case import Case
from worklist.correcting import DOCUMENT
from worklist.deadlines import TimeLeft, left_of
from worklist.decisions import ACTION, OPINION
from worklist.hooks import Entry, Reason
from worklist.left_behind import gone
from worklist.operations import Possible, possible
from worklist.reasons import reasons
from worklist.record import record
from worklist.returning import COME_BACK, RETURN_TO
from worklist.service import Worklist
from worklist.steps import step_name
from worklist.task_form import Errors
from worklist.titles import Title
from worklist.urging import may_urge
from worklist.web.circulating import Circulating, circulating
from worklist.web.document_fields import document_form, without_document
from worklist.web.rows import business_title
from worklist.web.sharing import SharingLine, sharing

#: inputs of the page around the form's own fields
PROBLEM = "problem"
PAGE_NAMES = ("submission", "revision", "box", "phrase", "csrf_token", "tab")


@dataclass(frozen=True, kw_only=True, slots=True)
class Typed:
    """What came back with a refusal, to be shown again: nothing typed is ever lost."""

    pairs: list[tuple[str, str]]
    errors: Errors = field(default_factory=dict)
    opinion_error: str = ""
    submission: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class TaskPage:
    """One work item in front of one person."""

    case: Case
    title: Title
    step: str
    process: str
    starter: str
    left: TimeLeft
    form: FormView | None
    reasons: Sequence[Reason]
    record: Sequence[Entry]
    receivers: Sequence[tuple[str, str]]
    possible: Possible
    sharing: Sequence[SharingLine]
    may_transfer: bool
    targets: Sequence[tuple[int, str]]
    """Points that a decision may return to."""
    may_come_back: bool
    may_urge: bool
    opinion: str
    opinion_error: str
    saved_at: datetime | None
    submission: str
    panel_url: str
    problem: str
    diagram_url: str
    instance_url: str
    kept: Sequence[tuple[str, str]]
    held: tuple[str, str] | None
    circulating: Circulating
    document_form: FormView | None
    """Fields of the document that the point opens."""
    holder_gone: str
    """What has become of a holder who cannot do it: he has left, or is frozen."""
    for_whom: str = ""
    """Whom the reader stands in for here, or whoever completed it stood in for."""


def task_page(
    connection: Connection,
    worklist: Worklist,
    person: Person,
    item_id: int,
    *,
    lang: Language,
    now: datetime,
    typed: Typed | None = None,
) -> TaskPage:
    """The page of an item. Raises NotFound."""
    case = worklist.case(connection, person, item_id)
    item = case.item
    may = possible(connection, person, case)
    draft = None if typed is not None else drafts.load(connection, person.id, item.id)
    pairs = typed.pairs if typed is not None else draft.pairs if draft is not None else []
    return TaskPage(
        case=case,
        title=business_title(connection, item, worklist.names, lang),
        step=step_name(connection, item, worklist.names, lang),
        process=worklist.names.process(connection, item.root_definition_id, lang),
        starter=participants.label(connection, item.started_by, lang),
        left=left_of(connection, item, now) if item.is_open else TimeLeft(),
        form=_form(connection, worklist, case, pairs, typed, lang),
        reasons=reasons(connection, worklist, case, person, lang),
        record=record(
            connection,
            item.root_id,
            hooks=worklist.hooks,
            names=worklist.names,
            lang=lang,
            hidden=hidden_from(connection, person, item.root_id),
        ),
        receivers=_receivers(connection, case, lang) if case.rights.transfer or may else (),
        possible=may,
        sharing=sharing(connection, case, may, lang),
        may_transfer=case.rights.transfer
        and ("transfer" in case.permitted or access.may_assign(connection, person, item.started_by)),
        targets=returning.targets(connection, case, lang) if case.rights.complete else (),
        may_urge=may_urge(connection, person, case) and "urge" in case.permitted,
        may_come_back=returning.may_come_back(case),
        opinion=MultiDict(pairs).get(OPINION, ""),
        opinion_error=typed.opinion_error if typed is not None else "",
        saved_at=draft.saved_at if draft is not None else None,
        submission=(typed.submission if typed is not None else "") or secrets.token_urlsafe(24),
        panel_url=worklist.hooks.panel(case.values),
        problem=_problem(case, lang),
        diagram_url=worklist.hooks.diagram_url(item.definition_id),
        instance_url=worklist.hooks.instance_url(item.root_id),
        kept=_kept(pairs) if not case.rights.complete else (),
        held=_held(connection, case, lang),
        circulating=circulating(connection, person, item.root_id, lang),
        holder_gone=gone(connection, item.assignee, lang) if item.is_open else "",
        document_form=document_form(
            case.opened if case.rights.complete and not case.asks_opinion else None,
            pairs,
            typed.errors if typed is not None else {},
            lang,
        ),
        for_whom=_for_whom(connection, case, lang),
    )


def _for_whom(connection: Connection, case: Case, lang: Language) -> str:
    login = case.rights.behalf_of or case.item.behalf_of
    return participants.name(connection, login, lang)[0] if login else ""


def _form(
    connection: Connection,
    worklist: Worklist,
    case: Case,
    pairs: Sequence[tuple[str, str]],
    typed: Typed | None,
    lang: Language,
) -> FormView | None:
    if case.form is None:
        return None
    messages = worklist.names.definition(connection, case.item.definition_id).messages
    values: Mapping[str, Any] = case.values
    if pairs and case.rights.complete:
        sent = without_document(MultiDict(pairs))
        values = {**values, **case.form.read(sent, page_names=PAGE_NAMES).values}
        values = files.named(connection, case.form, values, root_id=case.item.root_id)
    view = case.form.view(
        values=values,
        errors=_of_form(typed.errors) if typed is not None else {},
        lang=lang,
        translate=lambda msgid: translated(messages, msgid, lang),
        without=(ACTION, OPINION, RETURN_TO, COME_BACK) if case.decision_of_task else (),
        read_only=not case.rights.complete or case.asks_opinion,
    )
    return view if view.items or view.errors else None


def _of_form(errors: Errors) -> Errors:
    """Without what is wrong with the document: that stands at its own fields."""
    return {name: found for name, found in errors.items() if not name.startswith(f"{DOCUMENT}.")}


def _receivers(connection: Connection, case: Case, lang: Language) -> list[tuple[str, str]]:
    """Who could take it over: active people, without the present holder and, for decisions, the applicant."""
    not_these = {case.item.assignee}
    if case.decision_of_task:
        not_these |= {case.item.started_by, case.applicant}
    people = [one for one in organisation.everyone(connection) if one.login not in not_these]
    return sorted(((one.login, one.full_label(lang)) for one in people), key=lambda pair: pair[1])


def _problem(case: Case, lang: Language) -> str:
    """Why the step before this task refused, where the diagram keeps it in the variable `problem`."""
    said = in_language(case.values.get(PROBLEM), lang)
    return said if isinstance(said, str) and case.item.is_open else ""


def _kept(pairs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """What was typed for an item that can no longer be done: shown, so that it can be copied."""
    return [(name, text) for name, text in pairs if text.strip() and name not in (*PAGE_NAMES, ACTION)]


def _held(connection: Connection, case: Case, lang: Language) -> tuple[str, str] | None:
    """Who suspended the instance, and why."""
    if case.item.root_state != "suspended":
        return None
    row = connection.execute(instance.select().where(instance.c.id == case.item.root_id)).one()
    by = participants.label(connection, row.held_by, lang) if row.held_by else "–"
    return by, row.held_reason or "–"
