"""Why a work item came to this person: the process's own reasons, then how it was handed over."""

from __future__ import annotations

from sqlalchemy import Connection

from engine import organisation
from engine.organisation import Language, Person, substitution
from forms.shell import gettext as _
from processes.approval.explaining import standing_words
from processes.approval.standing import acting
from processes.names import Names
from worklist import participants
from worklist.case import Case
from worklist.due import due_reason
from worklist.hooks import Reason
from worklist.service import Worklist
from worklist.substitutes.shown import about_of


def reasons(
    connection: Connection, worklist: Worklist, case: Case, person: Person, lang: Language
) -> list[Reason]:
    """From the rule to the deadline, each with its own icon."""
    item = case.item
    due = due_reason(connection, item, lang)
    further = [*_from_substitution(connection, worklist, case, lang), *([due] if due else [])]
    told = list(worklist.hooks.reasons(connection, item.activity_id, lang))
    if told:
        return [*told[:-1], *further, told[-1]]  # what comes next stands at the end
    process = _from_process(connection, worklist.names, case, lang)
    return [process, _from_people(connection, case, person, lang), *further]


def _from_substitution(
    connection: Connection, worklist: Worklist, case: Case, lang: Language
) -> list[Reason]:
    """That the reader stands in for somebody, by which rules; else who stands in for whoever has it."""
    now, stands_in = worklist.store.clock.now(), case.rights.stands_in
    if stands_in is not None:
        text = _("You stand in for %(name)s", name=_name(stands_in.principal, lang))
        rules = [rule for one in stands_in.rules if (rule := substitution.by_id(connection, one))]
        titles = {one.code: one.title for one in worklist.hooks.kinds(connection, lang)}
        details = tuple(_rule_words(connection, rule, titles, lang) for rule in rules)
        return [Reason(icon="user-share", text=text, note=standing_words(stands_in, lang), details=details)]
    holder = organisation.by_login(connection, case.item.assignee) if case.item.assignee else None
    if holder is None or not case.item.is_open:
        return []
    covering = acting.covering(connection, case.item.id, [holder], now)
    if not covering:
        return []
    words = [standing_words(one, lang) for one in covering]
    return [Reason(icon="user-share", text=words[0], details=tuple(words[1:]))]


def _rule_words(
    connection: Connection, rule: organisation.Substitution, titles: dict[str, str], lang: Language
) -> str:
    substitute = organisation.person(connection, rule.substitute_id)
    absent = organisation.person(connection, rule.person_id)
    assert substitute is not None
    assert absent is not None
    return str(
        _(
            "%(substitute)s for %(absent)s: %(about)s",
            substitute=_name(substitute, lang),
            absent=_name(absent, lang),
            about=about_of(rule, titles, lang),
        )
    )


def _name(person: Person, lang: Language) -> str:
    return person.name if lang == "zh" else person.name_en


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
