"""The service desk, the departments and the handlers of complaints; reviewers of knowledge."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row

from adapters.crm import feedback
from adapters.demo.texts import service
from adapters.demo.texts.service import Trouble
from processes.history.desks import Answer, Turn, Values

#: What is told of a dispute about an invoice, or of a case that the lists do not know.
_OTHER = service.TROUBLES[12]


def trouble(subject: str) -> Trouble:
    """What is behind a complaint."""
    return next((one for one in service.TROUBLES if one.subject == subject), _OTHER)


def _case(turn: Turn) -> tuple[Row[Any], Trouble]:
    row = feedback.row(turn.tx.connection, turn.facts["feedback_id"])
    return row, trouble(row.subject)


def _classify(turn: Turn) -> Values:
    row, known = _case(turn)
    loss = turn.dice.randrange(5, 60) * 1000 if known.severity < 3 and turn.dice.random() < 0.4 else None
    mood = {1: "angry", 2: "annoyed", 3: "worried", 4: "calm"}[known.severity]
    severity = 3 if row.type == "dispute" else known.severity
    urgency = 1 if severity == 1 else 2
    return {
        "category": known.category,
        "severity": severity,
        "urgency": urgency,
        "claimed_loss": loss,
        "mood": mood,
    }


def _accept(turn: Turn) -> Values:
    row, known = _case(turn)
    asked = [] if row.type == "dispute" or turn.dice.random() < 0.35 else list(known.departments)
    return {"plan": known.plan, "departments": asked, "first_answer": "已收到您的反馈，我们正在处理。"}


def _investigate(turn: Turn) -> Values:
    _row, known = _case(turn)
    found = {"finding": known.finding, "cause": known.cause, "proposal": known.solution}
    return {**found, "evidence": ""}


def _solution(turn: Turn) -> Values:
    row, known = _case(turn)
    said = {"root_cause": known.cause, "solution": known.solution, "answer": known.answer}
    empty = {"compensation_kind": None, "compensation_amount": None}
    thrown = turn.dice.random()
    if known.severity <= 2 and thrown < 0.2 and turn.visit == 1 and row.type != "dispute":
        amount = turn.dice.choice((600, 1200, 3000, 6800))
        paid = {"compensation_kind": "money", "compensation_amount": amount, "actions": ["payment"]}
        return {**said, **paid}
    actions = ["letter"] if thrown > 0.75 else []
    return {**said, **empty, "actions": actions}


def _escalation(turn: Turn) -> Values:
    return {"decision": "new_handler", "new_position": "service_manager", "reason": "由服务经理直接处理"}


def _reply(turn: Turn) -> Values:
    return {"answer": _case(turn)[1].answer}


def _call(turn: Turn) -> Values:
    mark = turn.dice.choice((3, 4, 4, 5))
    return {"satisfied": "yes", "satisfaction": mark, "said": turn.dice.choice(service.CONFIRMED)}


def _summary(turn: Turn) -> Values:
    row, known = _case(turn)
    learnt = row.type != "dispute" and turn.dice.random() < 0.35
    cost = turn.dice.choice((0, 200, 480, 1500))
    told = {"root_cause": known.cause, "prevention": known.prevention}
    return {**told, "knowledge_draft": learnt, "cost": cost}


def _revisit(turn: Turn) -> Values:
    return {"still_satisfied": "yes", "comment": turn.dice.choice(service.CONFIRMED)}


def _review(turn: Turn) -> Values:
    if turn.visit == 1 and turn.dice.random() < 0.2:
        return {"decision": "return", "note": turn.dice.choice(service.REVISE_NOTES)}
    return {"decision": "publish", "note": turn.dice.choice(service.REVIEW_NOTES)}


def _revise(turn: Turn) -> Values:
    kept = {name: turn.facts.get(name) or "" for name in ("title", "question", "answer", "keywords")}
    return {**kept, "answer": f"{kept['answer']}\n适用于 2023 年以后出厂的型号。"}


ANSWERS: Mapping[tuple[str, str], Answer] = {
    ("complaint_handling", "classify"): Answer(act=_classify, hours=(0.2, 1.8)),
    ("complaint_handling", "accept"): Answer(act=_accept, hours=(0.2, 0.95)),
    ("complaint_handling", "investigate"): Answer(act=_investigate, hours=(1, 9)),
    ("complaint_handling", "solution"): Answer(act=_solution, hours=(0.5, 9)),
    ("complaint_handling", "escalation"): Answer(act=_escalation, hours=(0.5, 6)),
    ("complaint_handling", "reply"): Answer(act=_reply, hours=(0.5, 6)),
    ("complaint_handling", "call_customer"): Answer(act=_call, hours=(0.5, 12)),
    ("complaint_handling", "summary"): Answer(act=_summary, hours=(2, 20)),
    ("complaint_handling", "revisit"): Answer(act=_revisit, hours=(1, 24)),
    ("knowledge_review", "review"): Answer(act=_review, hours=(3, 30)),
    ("knowledge_review", "revise"): Answer(act=_revise, hours=(1, 16)),
    ("knowledge_review", "check"): Answer(act=lambda _turn: {"still": "yes"}, hours=(2, 20)),
}
