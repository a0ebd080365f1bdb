"""What pages do with routes: show the panel of a document, act on its buttons, keep what was chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from engine.organisation import Language, Person
from engine.store.uow import Transaction
from processes.approval.chosen import kept, templates
from processes.approval.chosen.acting import acted
from processes.approval.chosen.check import Asking, faults
from processes.approval.chosen.choice import Choice
from processes.approval.chosen.decided import decided_of
from processes.approval.chosen.errors import RouteRefused
from processes.approval.chosen.panel import Panel, panel
from processes.approval.chosen.reading import Posted
from processes.approval.documents import Documents
from processes.approval.previewing import Outlook, outlook

#: What the page says after a template was saved, renamed, deleted or applied: Chinese, English.
NOTES: Mapping[str, tuple[str, str]] = {
    "save": ("已保存为我的模板。", "Saved as your template."),
    "rename": ("模板已改名。", "The template was renamed."),
    "delete": ("模板已删除。", "The template was deleted."),
    "apply": ("已套用模板。", "The template was applied."),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Paper:
    """A document whose route is chosen at a moment. `id` is None for one that is not kept yet; `facts` as typed."""

    type: str
    id: int | None
    at: datetime
    facts: Mapping[str, object] | None = None


def opened(connection: Connection, paper: Paper) -> Posted:
    """The panel as it is first shown: what is kept for the document."""
    found = kept.of_document(connection, paper.type, paper.id)
    return Posted(choice=found.choice, seen=found.revision)


def shown(
    connection: Connection,
    documents: Documents,
    person: Person,
    paper: Paper,
    posted: Posted,
    lang: Language,
    *,
    judged: bool = False,
    note: str = "",
) -> Panel:
    """The panel with what stands in it."""
    found = outlook_of(connection, documents, person, paper, posted.choice)
    return panel(
        connection,
        person,
        found,
        lang,
        posted=posted,
        before=decided_of(connection, paper.type, paper.id),
        templates=templates.of_person(connection, person, paper.type),
        judged=judged,
        note=note,
    )


def act(tx: Transaction, person: Person, paper: Paper, posted: Posted) -> tuple[Posted, str]:
    """What a button of the panel asks for; the panel then, and the code of the note about it.

    Raises TemplateNameNeeded, TemplateExists, TooManyTemplates, NotFound.
    """
    what, _dot, how = posted.do.partition(".")
    if what != "template":
        locked = decided_of(tx.connection, paper.type, paper.id).steps
        return replace(posted, choice=acted(posted.choice, posted.do, locked=locked), finds=_left(posted)), ""
    if how == "apply":
        found = templates.one(tx.connection, person, paper.type, posted.template)
        return replace(posted, choice=found.choice, finds={}), how
    if how == "save":
        identity = templates.save(tx, person, paper.type, posted.template_name, posted.choice)
        return replace(posted, template=identity, template_name=""), how
    if how == "rename":
        templates.rename(tx, person, paper.type, posted.template, posted.template_name)
        return replace(posted, template_name=""), how
    if how == "delete":
        templates.remove(tx, person, paper.type, posted.template)
        return replace(posted, template=None), how
    return posted, ""


def demand(
    connection: Connection, documents: Documents, person: Person, paper: Paper, choice: Choice | None = None
) -> None:
    """Whether the approval of a document could begin by what was chosen for it. Raises RouteRefused."""
    found = outlook_of(connection, documents, person, paper, choice)
    asking = Asking(connection=connection, applicant=person.login, facts=found.facts)
    wrong = faults(asking, found.flow, found.choice)
    if wrong:
        raise RouteRefused(wrong)


def outlook_of(
    connection: Connection,
    documents: Documents,
    applicant: Person,
    paper: Paper,
    choice: Choice | None = None,
) -> Outlook:
    """The route of a document; without a `choice` by what is kept for it."""
    return outlook(
        connection, documents, paper.type, paper.id, applicant.login, paper.facts, choice, at=paper.at
    )


def _left(posted: Posted) -> Mapping[int, str]:
    """Words stay while people are looked for; any other button ends that."""
    return posted.finds if posted.do.startswith("person.find") else {}
