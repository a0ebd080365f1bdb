"""What an act led to, in one sentence: 已同意 → 下一步 销售总监审批 · 总监 王."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from engine.organisation import Language
from engine.service import Answer
from engine.store.schema.runtime import incident
from forms.shell import gettext as _
from processes.names import Names
from worklist import items, participants
from worklist.decisions import AGREE, REJECT, RETURN
from worklist.steps import step_name


@dataclass(frozen=True, slots=True)
class Outcome:
    """A toast's text and tone."""

    text: str
    tone: str = "ok"


def of_completion(
    connection: Connection, answer: Answer, action: str, *, root_id: int, names: Names, lang: Language
) -> Outcome:
    """What was decided, and what comes next."""
    words = {AGREE: _("Agreed"), RETURN: _("Returned"), REJECT: _("Rejected")}
    done = words.get(action, _("Completed"))
    if _has_incident(connection, root_id):
        text = _("%(done)s, and kept. A later step failed; a supervisor has to look at it.", done=done)
        return Outcome(text, "warn")
    following = _next(connection, answer, names, lang)
    if following:
        return Outcome(_("%(done)s → next: %(next)s", done=done, next=following))
    if answer.state == "completed":
        return Outcome(_("%(done)s → the process has ended", done=done))
    return Outcome(_("%(done)s → the process goes on by itself", done=done))


def _next(connection: Connection, answer: Answer, names: Names, lang: Language) -> str:
    found = items.by_ids(connection, answer.next_items)
    words = []
    for item in found[:3]:
        step = step_name(connection, item, names, lang)
        offered = items.candidates(connection, item.id)
        words.append(f"{step} · {participants.waits_for(connection, item.assignee, offered, lang)}")
    if len(found) > len(words):
        words.append(f"+{len(found) - len(words)}")
    return ("；" if lang == "zh" else "; ").join(words)


def _has_incident(connection: Connection, root_id: int) -> bool:
    query = select(incident.c.id).where(incident.c.root_id == root_id, incident.c.resolved_at.is_(None))
    return connection.execute(query.limit(1)).first() is not None
