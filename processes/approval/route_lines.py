"""The route of one approval as pages show it: what was passed, where it is, what lies ahead, what was skipped.

Several versions may have answered (docs/adr/0017): each point is told by the version that asked it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, exists, select

from engine.organisation import Language
from engine.store.schema import runtime
from processes.approval.chosen import pinned
from processes.approval.conditions import Undecided, enters, explain_point
from processes.approval.documents import Documents, DocumentType
from processes.approval.evaluations import Evaluation, of_instance
from processes.approval.lines import PointLine
from processes.approval.model import Flow, Point
from processes.approval.running import carrying
from processes.approval.running.place import Place, moved, remaining
from processes.approval.running.words_of_version import mark


def route_lines(
    connection: Connection, documents: Documents, instance_id: int, lang: Language, now: datetime
) -> list[PointLine]:
    """The points of an approval in the order it passes them; none before the first was asked."""
    asked = of_instance(connection, instance_id)
    if not asked:
        return []
    running = _runs(connection, instance_id)
    latest, first = asked[-1], asked[0].version
    flows = {one.version: _flow(connection, latest, one.version) for one in asked}
    answers = _answers(asked, flows[latest.version], running=running)
    version, points = _ahead(connection, latest, answers, now if running else None)
    document = documents.of(latest.document_type)
    suffix = "" if version == first else mark(version, lang)
    return [
        *(_asked(one, flows, document, running and one is latest, first, lang) for one in answers.values()),
        *(_coming(point, latest, document, running, suffix, lang) for point in points),
    ]


def ahead(connection: Connection, instance_id: int, now: datetime) -> tuple[Point, ...]:
    """The points that a running approval is still to ask, by the version that will ask them."""
    asked = of_instance(connection, instance_id)
    if not asked:
        return ()
    flow = _flow(connection, asked[-1], asked[-1].version)
    return _ahead(connection, asked[-1], _answers(asked, flow, running=True), now)[1]


def _answers(asked: Sequence[Evaluation], flow: Flow, *, running: bool) -> Mapping[str, Evaluation]:
    """The last answer of each point, in the order they were first asked; not of those that a return runs again."""
    latest, found = asked[-1], {one.point_id: one for one in asked}
    before = next((one for one in reversed(asked[:-1]) if one.point_id == latest.point_id), None)
    if not running or before is None:
        return found
    numbers = {point.id: point.number for point in flow.points}
    return {
        same: one
        for same, one in found.items()
        if not (before.id < one.id < latest.id and numbers.get(same, 0) > latest.point)
    }


def _ahead(
    connection: Connection, latest: Evaluation, answers: Mapping[str, Evaluation], now: datetime | None
) -> tuple[int, tuple[Point, ...]]:
    """What is still to be asked, and by which version: its own one where nothing runs any more (`now` is None)."""
    flow = _flow(connection, latest, latest.version)
    settled = tuple(point.number for point in flow.after(latest.point) if point.id in answers)
    place = Place(after=latest.point, settled=settled)
    version = latest.version
    if now is not None:
        version = carrying.newest(connection, latest.policy, latest.version, now)
    if version != latest.version:
        newer = _flow(connection, latest, version)
        place, flow = moved(place, flow, newer, answers), newer
    return version, remaining(flow, place).points


def _asked(
    answer: Evaluation,
    flows: Mapping[int, Flow],
    document: DocumentType,
    now: bool,
    first: int,
    lang: Language,
) -> PointLine:
    point = flows[answer.version].point(answer.point)
    assert point is not None
    state: Literal["done", "now", "skipped"] = "now" if now else "done"
    note = _agreed_before(answer, lang) or explain_point(point, answer.facts, document, lang)
    return PointLine(
        number=point.number,
        name=point.title(lang),
        state=state if answer.entered else "skipped",
        note=note if answer.version == first else note + mark(answer.version, lang),
    )


def _coming(
    point: Point, latest: Evaluation, document: DocumentType, running: bool, suffix: str, lang: Language
) -> PointLine:
    if not running:  # it ended before: nobody asked this point
        note = "未到达" if lang == "zh" else "not reached"
        return PointLine(number=point.number, name=point.title(lang), state="skipped", note=note)
    return PointLine(
        number=point.number,
        name=point.title(lang),
        state="pred" if _would_enter(point, latest) else "skipped",
        note=explain_point(point, latest.facts, document, lang) + suffix,
    )


def _runs(connection: Connection, instance_id: int) -> bool:
    states = runtime.instance.c.state.in_(("running", "suspended"))
    return bool(connection.scalar(select(exists().where(runtime.instance.c.id == instance_id, states))))


def _flow(connection: Connection, latest: Evaluation, version: int) -> Flow:
    """A version as it is for this approval."""
    return pinned.flow_of(connection, latest.instance_id, latest.policy, version)


def _agreed_before(answer: Evaluation, lang: Language) -> str:
    if not answer.passed:
        return ""
    at = sorted({one.at for one in answer.approvers})
    if at == [answer.point]:
        return "退回前已同意" if lang == "zh" else "agreed before the return"
    numbers = ("、" if lang == "zh" else ", ").join(map(str, at))
    return f"已在审批点 {numbers} 同意" if lang == "zh" else f"agreed at point {numbers}"


def _would_enter(point: Point, latest: Evaluation) -> bool:
    try:
        return enters(point, latest.facts)
    except Undecided:
        return True  # it will stop there: shown as ahead
