"""What BPMN's schema demands must be there; attributes with a list of values must hold one of them.

The reader takes a value it does not know for the default. Without this rule a misspelt `ordering` would run
as if nothing had been said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from engine.definition.element import Element
from engine.definition.findings import Finding, Rule
from engine.definition.rules.view import View, words

RULES: Final[Mapping[str, Rule]] = {
    "ATTRIBUTE_VALUE": Rule(
        severity="error",
        en="“{name}” says {attribute}=“{value}”; it must be one of: {wanted}.",
        zh="“{name}”的 {attribute} 为“{value}”，只能是以下值之一：{wanted}。",
        fix_en="Correct the value or remove the attribute.",
        fix_zh="请改正该值，或删除该属性。",
    ),
    "ATTRIBUTE_MISSING": Rule(
        severity="error",
        en="“{name}”, a {kind}, does not say {attribute}.",
        zh="“{name}”（{kind}）缺少 {attribute}。",
        fix_en="Add it, or remove the element.",
        fix_zh="请补充，或删除该元素。",
    ),
}

_FLAG: Final = ("true", "false", "1", "0")
VALUES: Final[Mapping[str, tuple[str, ...]]] = {
    "associationDirection": ("None", "One", "Both"),
    "behavior": ("None", "One", "All", "Complex"),
    "cancelActivity": _FLAG,
    "cancelRemainingInstances": _FLAG,
    "eventGatewayType": ("Exclusive", "Parallel"),
    "gatewayDirection": ("Unspecified", "Converging", "Diverging", "Mixed"),
    "instantiate": _FLAG,
    "isClosed": _FLAG,
    "isCollection": _FLAG,
    "isExecutable": _FLAG,
    "isForCompensation": _FLAG,
    "isImmediate": _FLAG,
    "isInterrupting": _FLAG,
    "isSequential": _FLAG,
    "isUnlimited": _FLAG,
    "itemKind": ("Information", "Physical"),
    "ordering": ("Parallel", "Sequential"),
    "parallelMultiple": _FLAG,
    "processType": ("None", "Public", "Private"),
    "testBefore": _FLAG,
    "triggeredByEvent": _FLAG,
    "waitForCompletion": _FLAG,
}
_ENDS: Final = words("sourceRef targetRef")
REQUIRED: Final[Mapping[str, frozenset[str]]] = {
    "sequenceFlow": _ENDS,
    "messageFlow": _ENDS,
    "association": _ENDS,
    "conversationLink": _ENDS,
    "messageFlowAssociation": words("innerMessageFlowRef outerMessageFlowRef"),
    "choreographyTask": words("initiatingParticipantRef"),
    "correlationSubscription": words("correlationKeyRef"),
    "correlationPropertyBinding": words("correlationPropertyRef"),
    "correlationPropertyRetrievalExpression": words("messageRef"),
    "resourceParameterBinding": words("parameterRef"),
    "ioBinding": words("operationRef inputDataRef outputDataRef"),
    "import": words("namespace location importType"),
}
"""What tools leave out and nothing depends on (`name`, `targetNamespace`) is not demanded."""
_CHILD: Final[Mapping[str, str]] = {
    "operation": "inMessageRef",
    "interface": "operation",
    "correlationProperty": "correlationPropertyRetrievalExpression",
    "correlationPropertyRetrievalExpression": "messagePath",
    "correlationPropertyBinding": "dataPath",
}


def check(view: View) -> Iterator[Finding]:
    for element in view.elements():
        for name in element.attributes.keys() & VALUES.keys() if ":" not in element.name else ():
            yield from _value(view, element, name)
        for name in sorted(REQUIRED.get(element.name, ())):
            if not (element.get(name) or "").strip():
                yield view.find("ATTRIBUTE_MISSING", element, kind=element.name, attribute=name)
        child = _CHILD.get(element.name)
        if child is not None and element.child(child) is None:
            yield view.find("ATTRIBUTE_MISSING", element, kind=element.name, attribute=child)


def _value(view: View, element: Element, name: str) -> Iterator[Finding]:
    value, wanted = element.attributes[name].strip(), VALUES[name]
    known = value.lower() in wanted if wanted is _FLAG else value in wanted
    if not known:
        # true and false say it; that 1 and 0 are read as well needs no telling
        told = "true, false" if wanted is _FLAG else ", ".join(wanted)
        yield view.find("ATTRIBUTE_VALUE", element, attribute=name, value=value[:80], wanted=told)
