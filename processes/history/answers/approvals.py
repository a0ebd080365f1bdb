"""Approvers: mostly they agree, sometimes a document goes back, rarely it is refused."""

from __future__ import annotations

from collections.abc import Mapping

from adapters.demo.texts import selling
from processes.history.desks import Answer, Turn, Values

#: document type → share that goes back to the applicant, share that is refused
SHARES: Mapping[str, tuple[float, float]] = {
    "quote": (0.07, 0.03),
    "opportunity": (0.0, 0.05),
    "order": (0.03, 0.0),
    "contract": (0.05, 0.0),
    "return": (0.0, 0.08),
    "payment": (0.04, 0.0),
    "payment_plan": (0.0, 0.0),
}


def _decide(turn: Turn) -> Values:
    back, no = SHARES.get(str(turn.facts.get("document_type")), (0.0, 0.0))
    thrown = turn.dice.random()
    if thrown < back and turn.visit == 1:
        return {"action": "return", "opinion": turn.dice.choice(selling.RETURNED)}
    if thrown > 1 - no and turn.visit == 1:
        return {"action": "reject", "opinion": turn.dice.choice(selling.REJECTED)}
    return {"action": "agree", "opinion": turn.dice.choice(selling.AGREED)}


ANSWERS: Mapping[tuple[str, str], Answer] = {
    ("approval", "together_approve"): Answer(act=_decide, hours=(0.4, 9)),
    ("approval", "turn_approve"): Answer(act=_decide, hours=(0.4, 9)),
}
