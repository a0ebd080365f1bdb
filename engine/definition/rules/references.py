"""References: what they name must be there, and be of the kind BPMN asks for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from engine.definition.element import Element
from engine.definition.findings import Finding, Rule
from engine.definition.rules.view import View

RULES: Final[Mapping[str, Rule]] = {
    "REF_DANGLING": Rule(
        severity="error",
        en="“{name}” refers with {attribute} to “{ref}”, which is not in the file.",
        zh="“{name}”的 {attribute} 引用了文件中不存在的“{ref}”。",
        fix_en="Did you mean “{near}”?",
        fix_zh="是否应为“{near}”？",
    ),
    "REF_WRONG_KIND": Rule(
        severity="error",
        en="“{name}” refers with {attribute} to “{ref}”, a {found}; it must be: {wanted}.",
        zh="“{name}”的 {attribute} 引用的“{ref}”是 {found}，应为：{wanted}。",
        fix_en="Refer to an element of the right kind.",
        fix_zh="请改为引用类型正确的元素。",
    ),
}

_ACTIVITIES: Final = (
    "task userTask manualTask serviceTask sendTask receiveTask scriptTask businessRuleTask callActivity "
    "subProcess transaction adHocSubProcess"
)
_EVENTS: Final = "startEvent endEvent intermediateCatchEvent intermediateThrowEvent boundaryEvent"
_GATEWAYS: Final = "exclusiveGateway parallelGateway inclusiveGateway eventBasedGateway complexGateway"
_CHOREOGRAPHY: Final = "choreographyTask subChoreography callChoreography"
_NODES: Final = f"{_ACTIVITIES} {_EVENTS} {_GATEWAYS} {_CHOREOGRAPHY}"
_DATA: Final = "dataObject dataObjectReference dataStoreReference property dataInput dataOutput dataStore"
_DEFINITIONS: Final = (
    "messageEventDefinition timerEventDefinition errorEventDefinition terminateEventDefinition "
    "signalEventDefinition escalationEventDefinition conditionalEventDefinition linkEventDefinition "
    "compensateEventDefinition cancelEventDefinition"
)
_COLLABORATIONS: Final = "collaboration choreography globalConversation globalChoreographyTask"
_CONVERSATIONS: Final = "conversation subConversation callConversation"
_ITEM_AWARE: Final = f"{_DATA} inputDataItem outputDataItem"

KINDS: Final[Mapping[str, str]] = {
    # attribute or child element → the kinds of element it may refer to; "" is any
    "sequenceFlow@sourceRef": _NODES,
    "sequenceFlow@targetRef": _NODES,
    "messageFlow@sourceRef": "",  # the rules on message flows say more exactly what may stand here
    "messageFlow@targetRef": "",
    "association@sourceRef": "",
    "association@targetRef": "",
    "dataInputAssociation>sourceRef": _ITEM_AWARE,
    "dataInputAssociation>targetRef": _ITEM_AWARE,
    "dataOutputAssociation>sourceRef": _ITEM_AWARE,
    "dataOutputAssociation>targetRef": _ITEM_AWARE,
    "conversationLink@sourceRef": "",
    "conversationLink@targetRef": "",
    "linkEventDefinition>source": "linkEventDefinition",
    "linkEventDefinition>target": "linkEventDefinition",
    "*@default": "sequenceFlow",
    "*>incoming": "sequenceFlow",
    "*>outgoing": "sequenceFlow",
    "*@attachedToRef": _ACTIVITIES,
    "*@messageRef": "message",
    "*@errorRef": "error",
    "*@signalRef": "signal",
    "*@escalationRef": "escalation",
    "*@operationRef": "operation",
    "*>operationRef": "operation",
    "*>eventDefinitionRef": _DEFINITIONS,
    "*@activityRef": _ACTIVITIES,
    "*@oneBehaviorEventRef": _DEFINITIONS,
    "*@noneBehaviorEventRef": _DEFINITIONS,
    "*>loopDataInputRef": _ITEM_AWARE,
    "*>loopDataOutputRef": _ITEM_AWARE,
    "*>flowNodeRef": _NODES,
    "*>dataInputRefs": "dataInput",
    "*>dataOutputRefs": "dataOutput",
    "*>optionalInputRefs": "dataInput",
    "*>optionalOutputRefs": "dataOutput",
    "*>whileExecutingInputRefs": "dataInput",
    "*>whileExecutingOutputRefs": "dataOutput",
    "*>inputSetRefs": "inputSet",
    "*>outputSetRefs": "outputSet",
    "*@dataObjectRef": "dataObject",
    "*@dataStoreRef": "dataStore",
    "participant@processRef": "process",
    "participant>interfaceRef": "interface",
    "participant>endPointRef": "endPoint",
    "participantAssociation>innerParticipantRef": "participant",
    "participantAssociation>outerParticipantRef": "participant",
    "partnerEntity>participantRef": "participant",
    "partnerRole>participantRef": "participant",
    "conversation>participantRef": "participant",
    "choreographyTask>participantRef": "participant",
    "subChoreography>participantRef": "participant",
    "callChoreography>participantRef": "participant",
    "*@initiatingParticipantRef": "participant",
    "*>messageFlowRef": "messageFlow",
    "*@innerMessageFlowRef": "messageFlow",
    "*@outerMessageFlowRef": "messageFlow",
    "*>choreographyRef": "choreography globalChoreographyTask",
    "*@calledCollaborationRef": _COLLABORATIONS,
    "*@calledChoreographyRef": "choreography globalChoreographyTask",
    "process@definitionalCollaborationRef": _COLLABORATIONS,
    "operation>inMessageRef": "message",
    "operation>outMessageRef": "message",
    "operation>errorRef": "error",
    "*>supportedInterfaceRef": "interface",
    "ioBinding@operationRef": "operation",
    "ioBinding@inputDataRef": "inputSet dataInput",
    "ioBinding@outputDataRef": "outputSet dataOutput",
    "message@itemRef": "itemDefinition",
    "*@itemSubjectRef": "itemDefinition",
    "*@categoryValueRef": "categoryValue",
    "*>categoryValueRef": "categoryValue",
    "*@parameterRef": "resourceParameter",
    "*>resourceRef": "resource",
    "*@correlationKeyRef": "correlationKey",
    "*@correlationPropertyRef": "correlationProperty",
    "*>correlationPropertyRef": "correlationProperty",
    "*@partitionElementRef": "",
}
_CHILD_REFS: Final = frozenset(key.partition(">")[2] for key in KINDS if ">" in key)
_ATTRIBUTE_REFS: Final = frozenset(key.partition("@")[2] for key in KINDS if "@" in key)
_OUTSIDE: Final = frozenset({"itemRef", "itemSubjectRef", "operationRef", "messageRef", "interfaceRef"})
"""May lie in an imported file; then a prefixed name that is not here is accepted."""


def check(view: View) -> Iterator[Finding]:
    imports = bool(view.diagram.root and view.diagram.root.child("import"))
    for element in view.elements():
        if ":" in element.name:
            continue
        for attribute in element.attributes:
            if attribute in _ATTRIBUTE_REFS:
                yield from _check(view, element, attribute, element.attributes[attribute], "@", imports)
        for child in element.children:
            if child.name in _CHILD_REFS:
                yield from _check(view, element, child.name, child.text, ">", imports, child.line)


def _check(
    view: View, owner: Element, name: str, value: str, sign: str, imports: bool, line: int | None = None
) -> Iterator[Finding]:
    wanted = KINDS.get(f"{owner.name}{sign}{name}", KINDS.get(f"*{sign}{name}"))
    ref = value.strip()
    if wanted is None or not ref:
        return
    target = view.diagram.elements.get(ref) or view.diagram.elements.get(ref.rpartition(":")[2])
    place = owner.line if line is None else line
    if target is None:
        if imports and ":" in ref and name in _OUTSIDE:
            return
        kinds = frozenset(wanted.split())
        known = (i for i, e in view.diagram.elements.items() if not kinds or e.name in kinds)
        yield view.find(
            "REF_DANGLING", owner, line=place, attribute=name, ref=ref[:80], near=view.near(ref, known)
        )
    elif wanted and target.name not in wanted.split():
        yield view.find(
            "REF_WRONG_KIND",
            owner,
            line=place,
            attribute=name,
            ref=ref[:80],
            found=target.name,
            wanted=", ".join(wanted.split()[:6]),
        )
