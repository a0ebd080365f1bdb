"""Who takes which entry of the agenda: one line per element."""

from __future__ import annotations

from collections.abc import Mapping

from engine.kernel import activities, complex_gateway, ends, events, gateways, leaving
from engine.kernel.move import Done, Ended, Entry, Move
from engine.kernel.program import NodeKind
from engine.kernel.requests import Steps
from engine.kernel.run import Handler, Run

BEHAVIOURS: Mapping[NodeKind, Handler] = {
    NodeKind.START: events.start,
    NodeKind.END: ends.end_event,
    NodeKind.CATCH: events.catch,
    NodeKind.THROW: events.throw,
    NodeKind.TASK: activities.enter,
    NodeKind.MANUAL: activities.enter,
    NodeKind.USER: activities.enter,
    NodeKind.SERVICE: activities.enter,
    NodeKind.SEND: activities.enter,
    NodeKind.RECEIVE: activities.enter,
    NodeKind.SCRIPT: activities.enter,
    NodeKind.BUSINESS_RULE: activities.enter,
    NodeKind.CALL: activities.enter,
    NodeKind.SUB_PROCESS: activities.enter,
    NodeKind.TRANSACTION: activities.enter,
    NodeKind.AD_HOC: activities.enter,
    NodeKind.EXCLUSIVE: gateways.exclusive,
    NodeKind.PARALLEL: gateways.parallel,
    NodeKind.INCLUSIVE: gateways.inclusive,
    NodeKind.EVENT_BASED: gateways.event_based,
    NodeKind.COMPLEX: complex_gateway.complex_gateway,
}


def _arrive(run: Run, move: Move) -> Steps[None]:
    return BEHAVIOURS[move.node.kind](run, move)


HANDLERS: Mapping[type[Entry], Handler] = {Move: _arrive, Done: leaving.leave, Ended: ends.ended}
