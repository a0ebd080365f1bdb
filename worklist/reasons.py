"""Why a work item came to this person: the process's own reasons, then how it was handed over."""

from __future__ import annotations

from sqlalchemy import Connection

from engine import organisation
from engine.organisation import Language, Person
from forms.shell import formats
from forms.shell import gettext as _
from processes.names import Names
from worklist import participants
from worklist.case import Case
from worklist.hooks import Reason
from worklist.service import Worklist


def reasons(
    connection: Connection, worklist: Worklist, case: Case, person: Person, lang: Language
) -> list[Reason]:
    """From the rule to the deadline, each with its own icon."""
    item = case.item
    told = list(worklist.hooks.reasons(connection, item.activity_id, lang))
    if told:
        return told
    found = [_from_process(connection, worklist.names, case, lang)]
    found.append(_from_people(connection, case, person, lang))
    if item.due_at is not None:
        found.append(
            Reason(
                icon="clock",
                text=_("Due %(moment)s", moment=formats().near_datetime(item.due_at)),
                note=_("Waiting since %(moment)s", moment=formats().near_datetime(item.created_at)),
            )
        )
    return found


def _from_process(connection: Connection, names: Names, case: Case, lang: Language) -> Reason:
    item = case.item
    return Reason(
        icon="sitemap",
        text=_(
            "The process %(process)s has reached the step %(step)s",
            process=names.process(connection, item.definition_id, lang),
            step=names.text(connection, item.definition_id, item.name, lang) or item.element,
        ),
        note=_("Started by %(who)s", who=participants.label(connection, item.started_by, lang)),
    )


def _from_people(connection: Connection, case: Case, person: Person, lang: Language) -> Reason:
    item = case.item
    mine = [one.name for one in case.offered if one.kind == "group" and one.name in person.positions]
    if mine:
        position = organisation.position(connection, mine[0])
        title = mine[0] if position is None else position.title(lang)
        return Reason(icon="user-check", text=_("You hold the position %(position)s", position=title))
    if person.login in (item.assignee, *(one.name for one in case.offered if one.kind == "user")):
        return Reason(icon="user-check", text=_("It was given to you by name"))
    whom = participants.waits_for(connection, item.assignee, case.offered, lang)
    return Reason(icon="eye", text=_("You may look at it; it waits for %(whom)s", whom=whom))
