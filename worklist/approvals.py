"""What the approval flows know about a task: why it came, what was decided, which points are passed and ahead."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from sqlalchemy import Connection, select

from engine import organisation
from engine.organisation import Language, Person
from engine.store.schema.runtime import activity, instance
from processes.approval import decisions, evaluations, policies
from processes.approval.approvers import WORDS
from processes.approval.conditions import explain
from processes.approval.documents import Documents
from processes.approval.route import preview
from processes.quotes import DECIDED
from worklist.hooks import Entry, Hooks, Point, Reason

State = Literal["done", "now", "pred", "skipped"]


class Approvals:
    """The approval flows' side of the worklist's hooks."""

    def __init__(self, *, documents: Documents) -> None:
        self._documents = documents

    def hooks(self) -> Hooks:
        """Everything the worklist asks for."""
        return Hooks(
            reasons=self.reasons, record=self.record, points=self.points, document_panel=document_panel
        )

    def reasons(self, connection: Connection, activity_id: int, lang: Language) -> Sequence[Reason]:
        """The rule that led here with its facts, and how the person was found."""
        row = connection.execute(select(activity.c.instance_id).where(activity.c.id == activity_id)).first()
        found = None if row is None else evaluations.latest_entered(connection, row.instance_id, activity_id)
        if found is None:
            return []
        version = policies.version(connection, found.policy, found.version)
        point = version.flow.point(found.point)
        if point is None:
            return []
        document = self._documents.of(found.document_type)
        flow = policies.policy(connection, found.policy).title(lang)
        number = f"第 {found.version} 版 · 第 {found.point} 点" if lang == "zh" else _place(found)
        lines = [
            Reason(
                icon="git-branch",
                text=explain(point.condition, found.facts, document, lang),
                note=f"{flow} · {number} · {point.title(lang)}",
            )
        ]
        for one in found.approvers:
            position = organisation.position(connection, one.position)
            title = one.position if position is None else position.title(lang)
            zh, en = WORDS[one.how]
            lines.append(
                Reason(
                    icon="user-check",
                    text=_label(connection, one.login, lang),
                    note=(zh if lang == "zh" else en).format(position=title),
                )
            )
        return lines

    def record(self, connection: Connection, root_id: int, lang: Language) -> Sequence[Entry]:
        """Decisions of one process, the oldest first."""
        entries = []
        for row in decisions.of_root(connection, root_id):
            zh, en, tone = DECIDED[row.action]
            person = organisation.by_login(connection, row.person)
            behalf = organisation.by_login(connection, row.on_behalf_of) if row.on_behalf_of else None
            entries.append(
                Entry(
                    name=_name(person, row.person, lang),
                    position="" if person is None else _title(person, lang),
                    verb=zh if lang == "zh" else en,
                    tone=tone,
                    at=row.at,
                    opinion=row.opinion,
                    on_behalf=_name(behalf, "", lang) if behalf else "",
                )
            )
        return entries

    def points(self, connection: Connection, instance_id: int, lang: Language) -> Sequence[Point]:
        """Every point of a called approval: passed, asked now, to come, or skipped."""
        asked = evaluations.of_instance(connection, instance_id)
        if not asked:
            return []
        last = asked[-1]
        version = policies.version(connection, last.policy, last.version)
        document = self._documents.of(last.document_type)
        ended = connection.execute(
            select(instance.c.ended_at).where(instance.c.id == instance_id)
        ).scalar_one()
        known = {one.point: one for one in asked}
        ahead = {
            one.number: one for one in preview(connection, version.flow, last.facts, document, last.applicant)
        }
        points = []
        for point in version.flow.points:
            one = known.get(point.number)
            if one is None:
                expected = ahead[point.number]
                people = ", ".join(_label(connection, a.login, lang) for a in expected.approvers)
                state: State = "pred" if expected.entered else "skipped"
                note = people or expected.why(lang)
            else:
                now = one is last and one.entered and ended is None
                state = "now" if now else "done" if one.entered else "skipped"
                note = explain(point.condition, one.facts, document, lang)
            points.append(Point(number=point.number, name=point.title(lang), state=state, note=note))
        return points


def document_panel(kind: str, identity: str, _person: Person) -> str:
    """The fragment that shows a document beside its form."""
    return f"/crm/panel/quote/{int(identity)}" if kind == "quote" and identity.isdigit() else ""


def _place(found: evaluations.Evaluation) -> str:
    return f"version {found.version}, point {found.point}"


def _label(connection: Connection, login: str, lang: Language) -> str:
    person = organisation.by_login(connection, login)
    return login if person is None else person.full_label(lang)


def _name(person: Person | None, login: str, lang: Language) -> str:
    if person is None:
        return login
    return person.name if lang == "zh" else person.name_en


def _title(person: Person, lang: Language) -> str:
    return person.title_zh if lang == "zh" else person.title_en
