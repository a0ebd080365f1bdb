"""What pages tell of an approval: why it came to somebody, who decided what, and which points there are.

The answers carry plain texts in one language; the composition root hands them to the worklist and the CRM.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, select

from engine.clock import Clock, SystemClock
from engine.organisation import Language
from engine.store.schema import runtime
from processes.approval import decisions, evaluations, overdue, policies
from processes.approval.chosen import pinned
from processes.approval.chosen.words import told
from processes.approval.circulation.lines import of_root
from processes.approval.conditions import explain_point, hit, read_aloud
from processes.approval.documents import Documents, DocumentType
from processes.approval.evaluations import Evaluation
from processes.approval.explaining import approver_details, passed_flows
from processes.approval.lines import PointLine, ReasonLine, RecordLine
from processes.approval.model import Condition, Flow, Point
from processes.approval.naming import naming
from processes.approval.record_lines import called, record_line
from processes.approval.route import preview
from processes.approval.route_lines import ahead, route_lines
from processes.approval.rule_words import words_of
from processes.approval.running.words_of_version import since
from processes.approval.values import show_value

#: What a passed deadline did: Chinese, English.
_SINCE = {
    "escalate": ("时限已过，已升级", "The deadline has passed; asked now"),
    "transfer": ("时限已过，已转办", "The deadline has passed; transferred to"),
}
#: Facts that are made for conditions: what they name stands beside them in words.
_KEYS = ("_id", "_login")


class History:
    """Answers about approvals, on the documents of this installation."""

    def __init__(self, documents: Documents, clock: Clock | None = None) -> None:
        self._documents = documents
        self._clock = clock or SystemClock()

    def reasons(self, connection: Connection, activity_id: int, lang: Language) -> list[ReasonLine]:
        """Why this visit of a user task came about; nothing for tasks that are no approval."""
        instance_id = connection.scalar(
            select(runtime.activity.c.instance_id).where(runtime.activity.c.id == activity_id)
        )
        if instance_id is None:
            return []
        asked = evaluations.latest_entered(connection, instance_id, activity_id)
        if asked is None:
            return []
        flow = pinned.flow_of(connection, instance_id, asked.policy, asked.version)
        point = flow.point(asked.point)
        assert point is not None
        return [
            self._rule(connection, asked, point, instance_id, lang),
            *_said(connection, instance_id, flow, lang),
            *(self._person(connection, asked, lang)),
            *_late(connection, asked, instance_id, lang),
            self._next(connection, asked, flow, lang),
        ]

    def record(self, connection: Connection, root_id: int, lang: Language) -> list[RecordLine]:
        """The decisions of one process, the oldest first."""
        return [record_line(connection, row, lang) for row in decisions.of_root(connection, root_id)]

    def document_record(
        self,
        connection: Connection,
        document_type: str,
        document_id: int,
        lang: Language,
        hidden: Collection[str] = (),
    ) -> list[RecordLine]:
        """What was decided about a document, and done about it besides, in all its approvals; the oldest first."""
        found = decisions.of_document(connection, document_type, document_id)
        lines = [record_line(connection, row, lang) for row in found]
        for root_id in evaluations.roots_of_document(connection, document_type, document_id):
            lines += of_root(connection, root_id, lang, hidden)
        return sorted(lines, key=lambda line: line.at)

    def facts(
        self, connection: Connection, root_id: int, lang: Language, hidden: Collection[str]
    ) -> list[tuple[str, str]]:
        """Label and value of the facts that were decided on last, for those who may not open the document.

        A document with a form of its own shows that instead.
        """
        asked = evaluations.latest_of_root(connection, root_id)
        if asked is None or (document := self._documents.of(asked.document_type)).fields:
            return []
        return [
            (fact.label(lang), show_value(fact, asked.facts[fact.name], lang))
            for fact in document.facts
            if fact.name in asked.facts and fact.name not in hidden and not fact.name.endswith(_KEYS)
        ]

    def points(self, connection: Connection, instance_id: int, lang: Language) -> list[PointLine]:
        """The points of one approval instance: passed, current, predicted, skipped."""
        return route_lines(connection, self._documents, instance_id, lang, self._clock.now())

    def _rule(
        self, connection: Connection, asked: Evaluation, point: Point, instance_id: int, lang: Language
    ) -> ReasonLine:
        document = self._documents.of(asked.document_type)
        policy = policies.policy(connection, asked.policy).title(lang)
        note = (
            f"{policy} 第 {asked.version} 版" if lang == "zh" else f"{policy}, version {asked.version}"
        ) + since(connection, asked, lang)
        note += (
            f" · 审批点 {point.number} {point.name}"
            if lang == "zh"
            else f" · point {point.number}, {point.name_en}"
        )
        text = explain_point(point, asked.facts, document, lang)
        details = (*_row(point, asked, document, lang), *passed_flows(connection, instance_id, lang))
        return ReasonLine(text=text, note=note, icon="git-branch", details=details)

    def _person(self, connection: Connection, asked: Evaluation, lang: Language) -> list[ReasonLine]:
        names = naming(connection, lang, self._documents.of(asked.document_type))
        return [
            ReasonLine(
                text=called(connection, one.login, lang),
                note=words_of(one, names),
                icon="user-check",
                details=approver_details(connection, one, lang),
            )
            for one in asked.approvers
        ]

    def _next(self, connection: Connection, asked: Evaluation, flow: Flow, lang: Language) -> ReasonLine:
        document = self._documents.of(asked.document_type)
        rest = Flow(points=ahead(connection, asked.instance_id, self._clock.now()))
        here = flow.point(asked.point)
        assert here is not None
        for point in preview(connection, rest, asked.facts, document, asked.applicant):
            if point.entered:
                who = "、".join(called(connection, one.login, lang) for one in point.approvers)
                text = (
                    f"同意后 → {who or point.name}" if lang == "zh" else f"If agreed → {who or point.name_en}"
                )
                return ReasonLine(
                    text=text, note=point.fault(lang) or ("" if here.hidden else point.why(lang))
                )
        return ReasonLine(text="同意后批准" if lang == "zh" else "If agreed, it is approved")


def _said(connection: Connection, instance_id: int, flow: Flow, lang: Language) -> list[ReasonLine]:
    """What the applicant changed about the route; of one that he composed every point says so itself."""
    if flow.model != "predefined":
        return []
    lines = told(connection, flow, pinned.choice_of(connection, instance_id))
    return [ReasonLine(text=zh if lang == "zh" else en, icon="user-edit") for zh, en in lines]


def _row(point: Point, asked: Evaluation, document: DocumentType, lang: Language) -> tuple[str, ...]:
    """Which of several rows of the condition held."""
    number = hit(point.condition, asked.facts)
    if number is None or len(point.condition.rows) < 2:
        return ()
    row = read_aloud(Condition(rows=(point.condition.rows[number - 1],)), document, lang)
    return (
        f"条件第 {number} 行成立：{row}" if lang == "zh" else f"Row {number} of the condition holds: {row}",
    )


def _late(connection: Connection, asked: Evaluation, instance_id: int, lang: Language) -> list[ReasonLine]:
    since = overdue.asked_since(connection, asked, instance_id)
    if since is None or since[0] not in _SINCE:
        return []
    names = ("、" if lang == "zh" else ", ").join(called(connection, login, lang) for login in since[1])
    text = _SINCE[since[0]][0 if lang == "zh" else 1]
    return [ReasonLine(text=f"{text}{'：' if lang == 'zh' else ': '}{names}", icon="alarm")]
