"""A skeleton as BPMN XML, once for each engine.

The second engine does not do some things that BPMN allows: several flows out of an activity, two flows
between the same two elements, a repeated activity behind a boundary event. For it they are drawn with a gateway
or a task in between, whose id begins with `HELPER`. All ids get a prefix, because some names collide with the
second engine's own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from engine.reference.skeleton import Arrow, Frame, Loop, Part, Repeat, Skeleton, Tag, Trigger

PREFIX: Final = "n."
HELPER: Final = "helper."
_HEAD: Final = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:gx="urn:guanxi:bpmn:1"'
    ' id="definitions" targetNamespace="urn:guanxi:skeleton">'
)
_SPLITTING: Final = {Tag.TASK, Tag.USER, Tag.SCRIPT, Tag.SUB_PROCESS, Tag.CATCH, Tag.START, Tag.BOUNDARY}


def plain_id(element: str) -> str | None:
    """The id in the diagram; None for what was only drawn for the second engine."""
    if not element.startswith(PREFIX) or element.startswith(PREFIX + HELPER):
        return None
    return element.removeprefix(PREFIX)


def message_name(element: str) -> str:
    """The name under which the element's event comes from outside."""
    return f"message {element}"


def to_xml(skeleton: Skeleton, *, helpers: bool) -> bytes:
    """The diagram. With `helpers` it is drawn for the second engine."""
    parts = list(skeleton.parts.values())
    messages = "".join(
        f"<message id={_q('m.' + p.id)} name={_q(message_name(p.id))}/>"
        for p in parts
        if p.trigger is Trigger.MESSAGE
    )
    codes = sorted({p.error_code for p in parts if p.error_code is not None})
    errors = "".join(f"<error id={_q('e.' + c)} name={_q(c)} errorCode={_q(c)}/>" for c in codes)
    body = "".join(_frame(skeleton.frame, helpers))
    process = f"<process id={_q(PREFIX + skeleton.id)} isExecutable={_q('true')}>{body}</process>"
    return f"{_HEAD}{messages}{errors}{process}</definitions>".encode()


def _frame(frame: Frame, helpers: bool) -> Iterator[str]:
    drawn = _with_helpers(frame) if helpers else frame
    for part in drawn.parts:
        incoming = "".join(
            f"<incoming>{escape(PREFIX + a.id)}</incoming>" for a in drawn.arrows if a.target == part.id
        )
        outgoing = "".join(
            f"<outgoing>{escape(PREFIX + a.id)}</outgoing>" for a in drawn.arrows if a.source == part.id
        )
        yield f"<{part.tag.value}{_attributes(part)}>{incoming}{outgoing}{_inside(part, helpers)}</{part.tag.value}>"
    for arrow in drawn.arrows:
        yield _arrow(arrow)


def _attributes(part: Part) -> str:
    found = {"id": PREFIX + part.id}
    if part.default is not None:
        found["default"] = PREFIX + part.default
    if part.attached_to is not None:
        found["attachedToRef"] = PREFIX + part.attached_to
        found["cancelActivity"] = "true" if part.interrupting else "false"
    if part.result is not None:
        found["gx:result"] = part.result
    return "".join(f" {name}={_q(value)}" for name, value in found.items())


def _inside(part: Part, helpers: bool) -> str:
    text = _trigger(part) + ("" if part.loop is None else _loop(part.loop))
    if part.script is not None:
        text += f"<script>{escape(part.script)}</script>"
    if part.body is not None:
        text += "".join(_frame(part.body, helpers))
    return text


def _trigger(part: Part) -> str:
    match part.trigger:
        case Trigger.MESSAGE:
            return f"<messageEventDefinition messageRef={_q('m.' + part.id)}/>"
        case Trigger.ERROR if part.error_code is not None:
            return f"<errorEventDefinition errorRef={_q('e.' + part.error_code)}/>"
        case Trigger.ERROR:
            return "<errorEventDefinition/>"
        case Trigger.TERMINATE:
            return "<terminateEventDefinition/>"
    return ""


def _loop(loop: Loop) -> str:
    if loop.repeat is Repeat.STANDARD:
        maximum = "" if loop.maximum is None else f" loopMaximum={_q(str(loop.maximum))}"
        before = f" testBefore={_q('true' if loop.test_before else 'false')}"
        inside = "" if loop.condition is None else f"<loopCondition>{escape(loop.condition)}</loopCondition>"
        return f"<standardLoopCharacteristics{before}{maximum}>{inside}</standardLoopCharacteristics>"
    sequential = _q("true" if loop.repeat is Repeat.SEQUENTIAL else "false")
    inside = f"<loopCardinality>{escape(loop.cardinality or '')}</loopCardinality>"
    if loop.completion is not None:
        inside += f"<completionCondition>{escape(loop.completion)}</completionCondition>"
    name = "multiInstanceLoopCharacteristics"
    return f"<{name} isSequential={sequential}>{inside}</{name}>"


def _arrow(arrow: Arrow) -> str:
    ends = f"id={_q(PREFIX + arrow.id)} sourceRef={_q(PREFIX + arrow.source)} targetRef={_q(PREFIX + arrow.target)}"
    if arrow.condition is None:
        return f"<sequenceFlow {ends}/>"
    condition = f"<conditionExpression>{escape(arrow.condition)}</conditionExpression>"
    return f"<sequenceFlow {ends}>{condition}</sequenceFlow>"


def _with_helpers(frame: Frame) -> Frame:
    parts = {part.id: part for part in frame.parts}
    arrows = list(frame.arrows)
    for part in frame.parts:
        leaving = [arrow for arrow in arrows if arrow.source == part.id]
        conditional = any(arrow.condition is not None for arrow in leaving)
        if part.tag in _SPLITTING and (len(leaving) > 1 or conditional):
            gateway = Part(
                id=HELPER + part.id,
                tag=Tag.INCLUSIVE if conditional else Tag.PARALLEL,
                default=part.default,
            )
            parts[gateway.id] = gateway
            parts[part.id] = replace(part, default=None)
            moved = {arrow.id for arrow in leaving}
            arrows = [replace(a, source=gateway.id) if a.id in moved else a for a in arrows]
            arrows.append(Arrow(id=f"{HELPER}to.{part.id}", source=part.id, target=gateway.id))
    twice = Counter((arrow.source, arrow.target) for arrow in arrows)
    for number, arrow in enumerate(list(arrows)):
        aside = parts[arrow.source].tag is Tag.BOUNDARY
        if aside or twice[arrow.source, arrow.target] > 1:
            between = Part(id=HELPER + arrow.id, tag=Tag.EXCLUSIVE if aside else Tag.TASK)
            parts[between.id] = between
            arrows[number] = replace(arrow, target=between.id)
            arrows.append(Arrow(id=f"{HELPER}from.{arrow.id}", source=between.id, target=arrow.target))
    return Frame(parts=tuple(parts.values()), arrows=tuple(arrows))


def _q(text: str) -> str:
    return quoteattr(text)
