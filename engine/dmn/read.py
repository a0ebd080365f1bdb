"""Reads a DMN file of any version from 1.1 to 1.5 into the model."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from engine.definition.findings import Finding
from engine.definition.xml import XmlRefused, line_of, safe_parse
from engine.dmn.errors import DmnRefused
from engine.dmn.model import (
    Decision,
    DecisionService,
    Definitions,
    DrgElement,
    Import,
    InputData,
    ItemDefinition,
    KnowledgeModel,
)
from engine.dmn.node import XmlNode, attribute, child, children, is_dmn, local, place, text_in
from engine.dmn.notes import Notes, is_feel
from engine.dmn.read_boxed import READERS, read_boxed, read_function
from engine.dmn.texts import DMN_RULES

_REQUIRED = ("requiredDecision", "requiredInput", "requiredKnowledge")
_NOT_LOGIC = frozenset(
    {"description", "extensionElements", "question", "allowedAnswers", "variable"}
    | {"informationRequirement", "knowledgeRequirement", "authorityRequirement"}
    | {"supportedObjective", "impactedPerformanceIndicator", "decisionMaker", "decisionOwner"}
    | {"usingProcess", "usingTask"}
)


def read(data: bytes) -> tuple[Definitions, Notes]:
    """The model and what came up. Raises DmnRefused if the file cannot be read at all."""
    try:
        root = safe_parse(data)
    except XmlRefused as refused:
        raise DmnRefused(refused.finding) from None
    if local(root) != "definitions" or not is_dmn(root):
        finding = Finding(
            code="DMN_NOT_DMN", rule=DMN_RULES["DMN_NOT_DMN"], line=line_of(root), args={"root": local(root)}
        )
        raise DmnRefused(finding)
    return _definitions(root)


def _definitions(root: XmlNode) -> tuple[Definitions, Notes]:
    notes = Notes()
    language = attribute(root, "expressionLanguage")
    notes.language = "" if is_feel(language) else language
    imports = tuple(_import(each, notes) for each in children(root, "import"))
    items = tuple(_item(each, notes) for each in children(root, "itemDefinition"))
    elements = tuple(_READERS[local(each)](each, notes) for each in children(root) if local(each) in _READERS)
    _check_ids(elements, notes)
    definitions = Definitions(
        name=attribute(root, "name"),
        namespace=attribute(root, "namespace"),
        elements=elements,
        items=items,
        imports=imports,
        names=frozenset(notes.names),
    )
    return definitions, notes


def _check_ids(elements: Iterable[DrgElement], notes: Notes) -> None:
    seen: set[str] = set()
    for element in elements:
        if element.id and element.id in seen:
            notes.note("DMN_DUPLICATE_ID", element.id, element.line, id=element.id)
        seen.add(element.id)


def _import(node: XmlNode, notes: Notes) -> Import:
    return Import(
        name=notes.name(attribute(node, "name")),
        namespace=attribute(node, "namespace"),
        id=attribute(node, "id"),
        line=line_of(node),
    )


def _item(node: XmlNode, notes: Notes) -> ItemDefinition:
    function = child(node, "functionItem")
    parameters = None
    type_ref = attribute(node, "typeRef") or text_in(node, "typeRef")
    if function is not None:
        parameters = tuple(attribute(each, "typeRef") for each in children(function, "parameters"))
        type_ref = attribute(function, "outputTypeRef")
    return ItemDefinition(
        name=notes.name(attribute(node, "name")),
        is_collection=attribute(node, "isCollection") == "true",
        allowed=text_in(child(node, "allowedValues")),
        constraint=text_in(child(node, "typeConstraint")),
        components=tuple(_item(each, notes) for each in children(node, "itemComponent")),
        parameters=parameters,
        id=attribute(node, "id"),
        line=line_of(node),
        type_ref=type_ref,
    )


def _named(node: XmlNode, notes: Notes) -> Any:
    """Name, place and type of an element, the type being that of its variable."""
    variable = child(node, "variable")
    facts = place(node)
    facts["type_ref"] = attribute(variable, "typeRef") or text_in(variable, "typeRef") or facts["type_ref"]
    facts["name"] = notes.name(attribute(node, "name") or attribute(variable, "name"))
    return facts


def _requirements(node: XmlNode) -> tuple[str, ...]:
    return tuple(
        attribute(required, "href")
        for requirement in children(node, "informationRequirement", "knowledgeRequirement")
        for required in children(requirement, *_REQUIRED)
    )


def _hrefs(node: XmlNode, name: str) -> tuple[str, ...]:
    return tuple(attribute(each, "href") for each in children(node, name))


def _input_data(node: XmlNode, notes: Notes) -> DrgElement:
    return InputData(**_named(node, notes))


def _decision(node: XmlNode, notes: Notes) -> DrgElement:
    facts = _named(node, notes)
    for each in children(node):
        if local(each) not in READERS and local(each) not in _NOT_LOGIC:
            notes.add("DMN_UNSUPPORTED", each, element=local(each))
    logic = read_boxed(node, notes)
    if logic is None:
        notes.add("DMN_NO_LOGIC", node, name=facts["name"])
    return Decision(requirements=_requirements(node), logic=logic, **facts)


def _knowledge(node: XmlNode, notes: Notes) -> DrgElement:
    facts = _named(node, notes)
    logic = child(node, "encapsulatedLogic")
    if logic is None:
        notes.add("DMN_NO_LOGIC", node, name=facts["name"])
    function = read_function(logic, notes) if logic is not None else None
    return KnowledgeModel(requirements=_requirements(node), function=function, **facts)


def _service(node: XmlNode, notes: Notes) -> DrgElement:
    return DecisionService(
        outputs=_hrefs(node, "outputDecision"),
        input_decisions=_hrefs(node, "inputDecision"),
        input_data=_hrefs(node, "inputData"),
        **_named(node, notes),
    )


_READERS: dict[str, Callable[[XmlNode, Notes], DrgElement]] = {
    "inputData": _input_data,
    "decision": _decision,
    "businessKnowledgeModel": _knowledge,
    "decisionService": _service,
}
