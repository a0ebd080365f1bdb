"""Pools, lanes, message flows, conversations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from engine.definition.element import Element
from engine.definition.findings import Finding, Rule
from engine.definition.model import MessageFlow
from engine.definition.numbers import whole_number
from engine.definition.rules.view import View
from engine.kernel.program import EventKind

RULES: Final[Mapping[str, Rule]] = {
    "MESSAGE_FLOW_SAME_POOL": Rule(
        severity="error",
        en="The message flow “{name}” begins and ends in the same pool.",
        zh="消息流“{name}”的两端在同一个泳池内。",
        fix_en="Use a sequence flow within a pool.",
        fix_zh="泳池内部请使用顺序流。",
    ),
    "MESSAGE_FLOW_END": Rule(
        severity="error",
        en="The message flow “{name}” must not {verb_en} “{end}” ({kind}).",
        zh="消息流“{name}”不能{verb_zh}“{end}”（{kind}）。",
        fix_en="Only pools, activities and message events exchange messages.",
        fix_zh="只有泳池、活动和消息事件可以收发消息。",
    ),
    "PARTICIPANT_MINIMUM": Rule(
        severity="error",
        en="The multiplicity of the pool “{name}” has the minimum {minimum}; it must not be negative.",
        zh="泳池“{name}”的多重性最小值为 {minimum}，不能为负数。",
        fix_en="Write 0 or more.",
        fix_zh="请填写 0 或更大的数。",
    ),
    "PARTICIPANT_MAXIMUM": Rule(
        severity="error",
        en="The multiplicity of the pool “{name}” has the maximum {maximum}, less than its minimum {minimum} "
        "or than 1.",
        zh="泳池“{name}”的多重性最大值 {maximum} 小于最小值 {minimum} 或小于 1。",
        fix_en="Let the maximum be at least the minimum, and at least 1.",
        fix_zh="最大值应不小于最小值，且不小于 1。",
    ),
    "PROCESS_TWO_POOLS": Rule(
        severity="error",
        en="The process “{process}” is shown by the pool “{name}” and by the pool “{other}”.",
        zh="流程“{process}”同时属于泳池“{name}”和“{other}”。",
        fix_en="Give each pool a process of its own.",
        fix_zh="请为每个泳池设置各自的流程。",
    ),
    "CONVERSATION_IN_GLOBAL": Rule(
        severity="error",
        en="A global conversation must not contain a {kind}.",
        zh="全局会话中不允许包含 {kind}。",
        fix_en="Use a collaboration instead.",
        fix_zh="请改用协作图。",
    ),
    "CHOREOGRAPHY_NOT_RUN": Rule(
        severity="warning",
        en="The {kind} “{name}” is a drawing only: choreographies and conversations are not run.",
        zh="{kind}“{name}”仅作为图形：编排和会话不会运行。",
        fix_en="Processes of the file run without it.",
        fix_zh="文件中的流程不依赖它运行。",
    ),
    "LANE_TWICE": Rule(
        severity="warning",
        en="“{node}” lies in the lanes “{other}” and “{name}”.",
        zh="“{node}”同时位于泳道“{other}”和“{name}”。",
        fix_en="Keep it in one lane; the lane gives its default role.",
        fix_zh="请只放在一个泳道中；泳道决定其默认角色。",
    ),
    "LANE_FOREIGN": Rule(
        severity="error",
        en="The lane “{name}” holds “{node}”, which belongs to another process.",
        zh="泳道“{name}”中的“{node}”属于另一个流程。",
        fix_en="Remove it from the lane.",
        fix_zh="请将其移出泳道。",
    ),
}

_CONVERSATION: Final = ("conversation", "subConversation", "callConversation")
_DRAWN: Final = ("choreography", "globalChoreographyTask", "globalConversation")
_ENDS: Final = frozenset(
    {
        "participant",
        "startEvent",
        "endEvent",
        "intermediateCatchEvent",
        "intermediateThrowEvent",
        "boundaryEvent",
        "task",
        "userTask",
        "manualTask",
        "serviceTask",
        "sendTask",
        "receiveTask",
        "scriptTask",
        "businessRuleTask",
        "callActivity",
        "subProcess",
        "transaction",
        "adHocSubProcess",
        "conversation",
        "subConversation",
        "callConversation",
    }
)
_NEVER_SENDS: Final = frozenset({"startEvent", "intermediateCatchEvent", "boundaryEvent"})
_NEVER_RECEIVES: Final = frozenset({"endEvent", "intermediateThrowEvent"})
_EVENTS: Final = _NEVER_SENDS | _NEVER_RECEIVES


def check(view: View) -> Iterator[Finding]:
    pools = {p.id: p.process or p.id for p in view.diagram.participants}
    for flow in view.diagram.message_flows:
        yield from _message_flow(view, flow, pools)
    yield from _participants(view)
    yield from _lanes(view)
    root = view.diagram.root
    for element in root.children if root else ():
        yield from _drawn(view, element)


def _drawn(view: View, element: Element) -> Iterator[Finding]:
    if element.name == "globalConversation":
        for child in element.children:
            if child.name in _CONVERSATION:
                yield view.find("CONVERSATION_IN_GLOBAL", child, kind=child.name)
    if element.name in _DRAWN:
        yield view.find("CHOREOGRAPHY_NOT_RUN", element, kind=element.name)


def _message_flow(view: View, flow: MessageFlow, known: Mapping[str, str]) -> Iterator[Finding]:
    ends = (
        (flow.source_ref, _NEVER_SENDS, "begin at", "始于"),
        (flow.target_ref, _NEVER_RECEIVES, "end at", "止于"),
    )
    for ref, never, verb_en, verb_zh in ends:
        element = view.diagram.elements.get(ref)
        if element is not None and (element.name in never or not _exchanges(view, element)):
            yield view.find(
                "MESSAGE_FLOW_END", flow.source, verb_en=verb_en, verb_zh=verb_zh, end=ref, kind=element.name
            )
    pools = [known.get(ref) or _process_of(view, ref) for ref in (flow.source_ref, flow.target_ref)]
    if pools[0] is not None and pools[0] == pools[1]:
        yield view.find("MESSAGE_FLOW_SAME_POOL", flow.source)


def _exchanges(view: View, element: Element) -> bool:
    """Events at the ends of a message flow must be message events."""
    if element.name not in _ENDS:
        return False
    node = view.nodes.get(element.id or "")
    if element.name not in _EVENTS or node is None:
        return True
    return any(e.kind is EventKind.MESSAGE for e in node.events)


def _process_of(view: View, ref: str) -> str | None:
    """The process a node stands in: its pool."""
    scope = view.scope_of.get(ref)
    return scope.process.id if scope is not None else None


def _participants(view: View) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for participant in view.diagram.participants:
        yield from _multiplicity(view, participant.source)
        if participant.process and participant.process in seen:
            other = seen[participant.process]
            yield view.find("PROCESS_TWO_POOLS", participant.source, process=participant.process, other=other)
        if participant.process:
            seen.setdefault(participant.process, participant.name or participant.id)


def _multiplicity(view: View, source: Element) -> Iterator[Finding]:
    multiplicity = source.child("participantMultiplicity")
    if multiplicity is None:
        return
    minimum, maximum = _number(multiplicity, "minimum", 0), _number(multiplicity, "maximum", 1)
    if minimum < 0:
        yield view.find("PARTICIPANT_MINIMUM", source, line=multiplicity.line, minimum=minimum)
    if maximum < max(minimum, 1):
        yield view.find(
            "PARTICIPANT_MAXIMUM", source, line=multiplicity.line, minimum=minimum, maximum=maximum
        )


def _number(element: Element, name: str, default: int) -> int:
    value = whole_number(element.get(name))
    return default if value is None else value


def _lanes(view: View) -> Iterator[Finding]:
    for scope in view.scopes:
        parents = {lane.id: lane.parent for lane in scope.body.lanes}
        held: dict[str, str] = {}
        for lane in scope.body.lanes:
            for node in lane.nodes:
                home = view.scope_of.get(node)
                if home is not None and home.process is not scope.process:
                    yield view.find("LANE_FOREIGN", lane.source, node=node)
                other = held.get(node)
                if other is not None and other not in _ancestors(lane.id, parents):
                    yield view.find("LANE_TWICE", lane.source, node=node, other=other)
                held[node] = lane.id


def _ancestors(lane: str, parents: Mapping[str, str | None]) -> set[str]:
    found: set[str] = set()
    current = parents.get(lane)
    while current is not None and current not in found:
        found.add(current)
        current = parents.get(current)
    return found
