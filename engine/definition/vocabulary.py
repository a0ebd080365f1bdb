"""Names in BPMN files that describe or draw and do not run: reading them needs no handler."""

from __future__ import annotations

from typing import Final

DESCRIPTIVE_ELEMENTS: Final = frozenset(
    {
        "documentation",
        "textAnnotation",
        "group",
        "category",
        "auditing",
        "monitoring",
        "import",
        "extension",
        "relationship",
        "resource",
        "rendering",
        "itemDefinition",
        "interface",
        "endPoint",
        "partnerEntity",
        "partnerRole",
        "incoming",
        "outgoing",
        "supportedInterfaceRef",
    }
)
"""Kept in the element tree, checked by the rules, without effect when the process runs."""

DESCRIPTIVE_ATTRIBUTES: Final = frozenset(
    {
        "id",
        "name",
        "implementation",
        "gatewayDirection",
        "itemSubjectRef",
        "isCollection",
        "isClosed",
        "processType",
        "structureRef",
        "itemKind",
        "isImmediate",
        "operationRef",
        "textFormat",
        "parallelMultiple",
        "cancelActivity",
        "isInterrupting",
        "xsi:schemaLocation",
        "xsi:type",
    }
)
"""Say what something is called or made of; the rules check them where BPMN restricts them."""

OPAQUE_PREFIXES: Final = frozenset({"bpmndi", "di", "dc", "bioc", "color", "modeler", "xml"})
"""Drawing, colours and the editors' own notes."""
