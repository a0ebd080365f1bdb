"""The steps of an approval, all in the transaction of the process's step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from engine import organisation
from engine.ports import AdapterCall
from processes.approval import (
    choices,
    decisions,
    evaluations,
    overdue,
    point_data,
    policies,
    repeats,
    resuming,
    selecting,
)
from processes.approval.approvers import Approver, approvers_of
from processes.approval.back import Back
from processes.approval.chosen import pinned
from processes.approval.chosen.check import Asking
from processes.approval.chosen.choice import adjusted
from processes.approval.circulation.automatic import just_passed, send
from processes.approval.documents import Documents, DocumentType
from processes.approval.errors import NotCalled, PolicyDisabled, VersionNotFound, WrongDocument
from processes.approval.evaluations import Subject
from processes.approval.explaining import FLOW_CHOSEN
from processes.approval.model import Flow, Point
from processes.approval.route import Asked, next_points
from processes.approval.running import carrying
from processes.approval.running.place import Place, moved, remaining
from processes.approval.standing import subjects

#: The opinion of a refusal because no flow is for the document.
NO_FLOW = (
    "没有适用于该单据的审批流程，按设置不予批准。 / No approval flow is for this document; such are refused."
)


class ApprovalSteps:
    """The steps, on the documents of this installation."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents
        self._flows: dict[tuple[str, int], Flow] = {}

    def asked(self, call: AdapterCall) -> dict[str, Any]:
        """Whether the flow of the document would ask anybody about it as it is. Flows that are off ask nobody.

        That nobody is asked is kept: a backtest finds the document by it.
        """
        document = self._documents.of(call.inputs["document_type"])
        facts = self._facts(call, document)
        try:
            found, _ = selecting.choose(
                call.tx.connection,
                call.inputs["policy"],
                document,
                call.inputs["applicant"],
                facts,
                call.tx.now,
            )
        except PolicyDisabled:
            return {"asked": False}
        if found is None or found.version is None:
            if policies.without_flow(call.tx.connection, document.key) == "refuse":
                return {"asked": True}
            choices.keep(call, "unasked", facts())
            return {"asked": False}
        flow = self._wanted(call, found.version.flow, document, facts())
        asked = any(one.entered for one in next_points(flow, 0, facts(), document))
        if not asked:
            choices.keep(call, "unasked", facts(), policy=found.policy.key, version=found.version.version)
        return {"asked": asked}

    def begin(self, call: AdapterCall) -> dict[str, Any]:
        """Choose the flow and pin its version in force. Where no flow of the type is in force it is an incident.

        So is an approval that somebody started by itself: who may submit a document is asked by its own process.
        """
        if call.instance_id == call.root_id:
            raise NotCalled
        inputs, connection = call.inputs, call.tx.connection
        document = self._documents.of(inputs["document_type"])
        expected = policies.policy(connection, inputs["policy"]).document_type
        if expected != document.key:
            raise WrongDocument(key=inputs["policy"], expected=expected, given=document.key)
        facts = self._facts(call, document)
        found, passed = selecting.choose(
            connection, inputs["policy"], document, inputs["applicant"], facts, call.tx.now
        )
        _note_choice(call, found, passed)
        refused = found is None and policies.without_flow(connection, document.key) == "refuse"
        outcome, opinion = ("rejected", NO_FLOW) if refused else ("approved", "")
        if found is None:
            choices.keep(call, "rejected" if refused else "approved", facts())
        elif inputs["policy"] != document.key:
            choices.keep(call, "pinned", facts(), policy=found.policy.key)
        version = found.version if found else None
        flow = pinned.begin(call, version, document) if version else None
        passed_to = resuming.passed_to(call, version, flow, facts, document) if version and flow else 0
        applicant = organisation.by_login(connection, inputs["applicant"])
        return {
            "policy": found.policy.key if found else inputs["policy"],
            "policy_version": version.version if version else 0,
            "point_count": len(flow.points) if flow else 0,
            "point": None,
            "outcome": outcome,
            "opinion": opinion,
            "returned_at": None,
            "passed_to": passed_to,
            "settled": [],
            "earlier": [],
            "comes_back": None,
            "return_to": None,
            "come_back": False,
            "applicant_name": applicant.name if applicant else inputs["applicant"],
            "applicant_email": applicant.email if applicant else "",
            "applicant_language": applicant.language if applicant else "zh",
        }

    def next_point(self, call: AdapterCall) -> dict[str, Any]:
        """Ask the points that follow against the facts of this moment; keep every answer."""
        subject, flow, place, told = self._carried(call)
        document = self._documents.of(subject.document_type)
        facts = document.read(call.tx.connection, subject.document_id)
        agreed = repeats.agreed(call, subject, facts) if flow.once else {}
        after, asked, chosen = place.after, list[Asked](), dict[int, list[Approver]]()
        ahead, point = remaining(flow, place), None
        done = just_passed(call, self._flow(call, _subject(call)), call.inputs["after"])
        left = [done] if done is not None else []
        while point is None:
            found = next_points(ahead, after, facts, document)
            asked += found
            if not found or not found[-1].entered:
                break
            entered = found[-1].point
            passed = repeats.passed(self._approvers(call, subject, entered, facts), agreed) if agreed else []
            chosen[entered.number] = passed or repeats.left(
                self._approvers(call, subject, entered, facts, keep=True), entered, agreed
            )
            after, point = entered.number, None if passed else found[-1]
            left += [entered] if passed else []
        evaluations.keep(call, subject, asked, facts, chosen)
        for one in left:
            send(call, one, subject.applicant)
        if point is not None:
            subjects.note(call, subject, point.point, document, facts)
        entered_now = point_data.told(point, chosen[point.point.number], flow, subject) if point else None
        if document.title_now is not None:
            told = {**told, "title": document.title_now(call.tx.connection, subject.document_id)}
        return {**told, "point": entered_now}

    def _carried(self, call: AdapterCall) -> tuple[Subject, Flow, Place, dict[str, Any]]:
        """By which version the next point is asked, and the process data that follow from another one."""
        subject, inputs = _subject(call), call.inputs
        flow = self._flow(call, subject)
        place = Place(
            after=inputs["after"], settled=tuple(inputs["settled"] or ()), comes_back=inputs["comes_back"]
        )
        newest = carrying.newest(call.tx.connection, subject.policy, subject.version, call.tx.now)
        if newest == subject.version:
            return subject, flow, place, {}
        old, subject = flow, replace(subject, version=newest)
        flow = self._flow(call, subject)
        place = moved(place, old, flow, evaluations.ids(call.tx.connection, call.instance_id or 0))
        return subject, flow, place, point_data.carried(subject, flow, place)

    def _approvers(
        self, call: AdapterCall, subject: Subject, point: Point, facts: dict[str, Any], *, keep: bool = False
    ) -> list[Approver]:
        connection = call.tx.connection
        fresh = any(rule.fresh for rule in point.rules)
        decided = decisions.deciders(connection, call.root_id, subject) if fresh else ()
        document = self._documents.of(subject.document_type)
        return approvers_of(
            connection,
            point,
            subject.applicant,
            facts=facts,
            decided=decided,
            keep=keep,
            document=document,
            at=call.tx.now,
        )

    def record(self, call: AdapterCall) -> dict[str, Any]:
        """Keep who decided what about the document as it is now."""
        subject = _subject(call)
        point = self._point(call, subject)
        document = self._documents.of(subject.document_type)
        facts = document.read(call.tx.connection, subject.document_id)
        kept = decisions.record(
            call,
            subject,
            point,
            action=call.inputs["action"],
            opinion=call.inputs["opinion"] or "",
            back=Back(to=call.inputs["return_to"], comes_back=bool(call.inputs["come_back"])),
            facts=facts,
            by_system=call.inputs["by_system"],
            signers=call.inputs["signers"],
        )
        decider = organisation.by_login(call.tx.connection, str(kept["by"]))
        if document.agreed is not None and decider is not None and kept["action"] == "agree":
            document.agreed(call.tx, subject.document_id, decider, call.root_id)
        return {"decision": kept}

    def remind(self, call: AdapterCall) -> dict[str, Any]:
        """Tell those who are asked that a decision is due."""
        overdue.remind(call, self._point(call, _subject(call)))
        return {}

    def overdue(self, call: AdapterCall) -> dict[str, Any]:
        """The deadline of a point has passed: who is asked now, or what was decided by that."""
        subject = _subject(call)
        return overdue.act(call, self._point(call, subject), subject)

    def _wanted(
        self, call: AdapterCall, flow: Flow, document: DocumentType, facts: Mapping[str, Any]
    ) -> Flow:
        """The flow with what the applicant chose so far."""
        asking = Asking(connection=call.tx.connection, applicant=call.inputs["applicant"], facts=facts)
        if flow.model == "fixed":
            return flow
        return adjusted(flow, pinned.chosen(asking, flow, document.key, call.inputs["document_id"]))

    def _facts(self, call: AdapterCall, document: DocumentType) -> selecting.Facts:
        """The facts of the document, read when somebody asks for them, and once."""
        return cache(lambda: document.read(call.tx.connection, call.inputs["document_id"]))

    def _point(self, call: AdapterCall, subject: Subject) -> Point:
        point = self._flow(call, subject).point(call.inputs["point"])
        if point is None:
            raise VersionNotFound(key=subject.policy, version=subject.version)
        return point

    def _flow(self, call: AdapterCall, subject: Subject) -> Flow:
        """The flow of this approval. Released versions never change: each is read once.

        Two threads may both read one; they read the same.
        """
        key = (subject.policy, subject.version)
        if key not in self._flows:
            found = policies.version(call.tx.connection, *key)
            if found.state == "draft":
                raise VersionNotFound(key=subject.policy, version=subject.version)
            self._flows[key] = found.flow
        return pinned.adjusted_for(call.tx.connection, call.instance_id, self._flows[key])


def _note_choice(
    call: AdapterCall, found: selecting.Considered | None, passed: Sequence[selecting.Considered]
) -> None:
    """Keep why it was this flow and no other, where there was anything to choose from."""
    if found is not None and not passed:
        return
    call.tx.audit(
        FLOW_CHOSEN,
        root=call.root_id,
        instance=call.instance_id,
        element=call.element_id,
        payload={
            "policy": found.policy.key if found else None,
            "passed": [{"policy": one.policy.key, "zh": one.why_zh, "en": one.why_en} for one in passed],
        },
    )


def _subject(call: AdapterCall) -> Subject:
    inputs = call.inputs
    return Subject(
        policy=inputs["policy"],
        version=inputs["policy_version"],
        document_type=inputs["document_type"],
        document_id=inputs["document_id"],
        applicant=inputs["applicant"],
    )
