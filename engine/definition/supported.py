"""What the kernel runs today, one line per element: the check, the compiler and the reference read this."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from engine.kernel.program import EventKind, NodeKind

NODES: Final[frozenset[NodeKind]] = frozenset(
    {
        NodeKind.START,
        NodeKind.END,
        NodeKind.CATCH,
        NodeKind.THROW,
        NodeKind.BOUNDARY,
        NodeKind.TASK,
        NodeKind.MANUAL,
        NodeKind.USER,
        NodeKind.SERVICE,
        NodeKind.SEND,
        NodeKind.RECEIVE,
        NodeKind.SCRIPT,
        NodeKind.BUSINESS_RULE,
        NodeKind.CALL,
        NodeKind.SUB_PROCESS,
        NodeKind.EVENT_SUB_PROCESS,
        NodeKind.TRANSACTION,
        NodeKind.AD_HOC,
        NodeKind.EXCLUSIVE,
        NodeKind.PARALLEL,
        NodeKind.INCLUSIVE,
        NodeKind.EVENT_BASED,
        NodeKind.COMPLEX,
    }
)

EVENTS: Final[frozenset[tuple[NodeKind, EventKind]]] = frozenset(
    {
        (NodeKind.START, EventKind.NONE),
        (NodeKind.START, EventKind.MESSAGE),
        (NodeKind.START, EventKind.TIMER),
        (NodeKind.START, EventKind.SIGNAL),
        (NodeKind.START, EventKind.CONDITIONAL),
        (NodeKind.START, EventKind.MULTIPLE),
        (NodeKind.START, EventKind.PARALLEL_MULTIPLE),
        (NodeKind.START, EventKind.ESCALATION),
        (NodeKind.START, EventKind.COMPENSATION),
        (NodeKind.START, EventKind.ERROR),  # of an event sub-process; the rules refuse it elsewhere
        (NodeKind.END, EventKind.NONE),
        (NodeKind.END, EventKind.TERMINATE),
        (NodeKind.END, EventKind.ERROR),
        (NodeKind.END, EventKind.MESSAGE),
        (NodeKind.END, EventKind.SIGNAL),
        (NodeKind.END, EventKind.ESCALATION),
        (NodeKind.END, EventKind.COMPENSATION),
        (NodeKind.END, EventKind.CANCEL),
        (NodeKind.END, EventKind.MULTIPLE),
        (NodeKind.BOUNDARY, EventKind.TIMER),
        (NodeKind.BOUNDARY, EventKind.MESSAGE),
        (NodeKind.BOUNDARY, EventKind.ERROR),
        (NodeKind.BOUNDARY, EventKind.SIGNAL),
        (NodeKind.BOUNDARY, EventKind.CONDITIONAL),
        (NodeKind.BOUNDARY, EventKind.MULTIPLE),
        (NodeKind.BOUNDARY, EventKind.PARALLEL_MULTIPLE),
        (NodeKind.BOUNDARY, EventKind.ESCALATION),
        (NodeKind.BOUNDARY, EventKind.COMPENSATION),
        (NodeKind.BOUNDARY, EventKind.CANCEL),
        (NodeKind.CATCH, EventKind.TIMER),
        (NodeKind.CATCH, EventKind.MESSAGE),
        (NodeKind.CATCH, EventKind.SIGNAL),
        (NodeKind.CATCH, EventKind.CONDITIONAL),
        (NodeKind.CATCH, EventKind.MULTIPLE),
        (NodeKind.CATCH, EventKind.PARALLEL_MULTIPLE),
        (NodeKind.CATCH, EventKind.LINK),
        (NodeKind.THROW, EventKind.NONE),
        (NodeKind.THROW, EventKind.MESSAGE),
        (NodeKind.THROW, EventKind.SIGNAL),
        (NodeKind.THROW, EventKind.MULTIPLE),
        (NodeKind.THROW, EventKind.ESCALATION),
        (NodeKind.THROW, EventKind.COMPENSATION),
        (NodeKind.THROW, EventKind.LINK),
    }
)

FEATURES: Final[frozenset[str]] = frozenset(
    {
        "completionQuantity",
        "instantiatingEventGateway",
        "instantiatingReceiveTask",
        "isForCompensation",
        "multiInstanceBehavior",
        "parallelEventGateway",
        "startQuantity",
        "waitForCompletion",
    }
)
"""Attributes that change how an element runs; `rules/support.py` knows what asks for each."""

THROWN_BY_ITEMS: Final[frozenset[EventKind]] = frozenset(
    {EventKind.SIGNAL, EventKind.ESCALATION, EventKind.MESSAGE}
)
"""What a multi-instance activity may throw by itself for its items (`behavior` None, One, Complex)."""

_ARMED: Final = frozenset({EventKind.MESSAGE, EventKind.SIGNAL, EventKind.TIMER, EventKind.CONDITIONAL})
_PASSING: Final = frozenset({EventKind.MESSAGE, EventKind.SIGNAL, EventKind.ESCALATION})
PARTS: Final[Mapping[tuple[NodeKind, EventKind], frozenset[EventKind]]] = {
    (NodeKind.START, EventKind.MULTIPLE): _ARMED | {EventKind.ERROR, EventKind.ESCALATION},
    (NodeKind.START, EventKind.PARALLEL_MULTIPLE): _ARMED,
    (NodeKind.CATCH, EventKind.MULTIPLE): _ARMED,
    (NodeKind.CATCH, EventKind.PARALLEL_MULTIPLE): _ARMED,
    (NodeKind.BOUNDARY, EventKind.MULTIPLE): _ARMED | {EventKind.ERROR, EventKind.ESCALATION},
    (NodeKind.BOUNDARY, EventKind.PARALLEL_MULTIPLE): _ARMED,
    (NodeKind.THROW, EventKind.MULTIPLE): _PASSING,
    (NodeKind.END, EventKind.MULTIPLE): _PASSING
    | {EventKind.ERROR, EventKind.TERMINATE, EventKind.COMPENSATION, EventKind.CANCEL},
}
"""What may stand together in one event."""
