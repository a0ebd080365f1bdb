"""The BPMN file in the making: elements, ids, root elements, findings."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from engine.definition.element import BPMN, GX
from engine.definition.findings import Finding
from engine.definition.xpdl.source import Source
from engine.definition.xpdl.texts import RULES

XSI = "http://www.w3.org/2001/XMLSchema-instance"
_NSMAP: dict[str, str] = {None: BPMN, "gx": GX, "xsi": XSI}  # type: ignore[dict-item]  # None: no prefix
_ORDER = (
    "documentation",
    "extensionElements",
    "auditing",
    "monitoring",
    "categoryValueRef",
    "supportedInterfaceRef",
    "incoming",
    "outgoing",
    "ioSpecification",
    "dataInput",
    "dataOutput",
    "dataInputAssociation",
    "dataOutputAssociation",
    "inputSet",
    "outputSet",
    "property",
    "humanPerformer",
    "performer",
    "potentialOwner",
    "resourceRole",
    "standardLoopCharacteristics",
    "multiInstanceLoopCharacteristics",
)
_LAST = ("conditionExpression", "completionCondition", "activationCondition")
_LAST_ROOTS = ("collaboration", "process")


@dataclass(slots=True)
class Maker:
    """Collects what is made of one XPDL file."""

    file: str
    root: etree._Element = field(
        default_factory=lambda: etree.Element(f"{{{BPMN}}}definitions", nsmap=_NSMAP)
    )
    findings: list[Finding] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)
    """Element id → line in the XPDL file."""
    _ids: set[str] = field(default_factory=set)
    _changed: list[tuple[str, str]] = field(default_factory=list)
    _known: dict[int, str] = field(default_factory=dict)
    _roots: dict[tuple[str, str | frozenset[tuple[str, str]]], str] = field(default_factory=dict)
    """Messages and the like, by id and by what they say."""

    def new_id(self, wanted: str | None, otherwise: str) -> str:
        """A free id, the wanted one if possible."""
        base = as_name(wanted or otherwise)
        made, number = base, 1
        while made in self._ids:
            number += 1
            made = f"{base}_{number}"
        self._ids.add(made)
        if wanted is not None and made != wanted:
            self._changed.append((wanted, made))
        return made

    def reserve(self, taken: str) -> None:
        self._ids.add(taken)

    def id_of(self, source: Source, otherwise: str) -> str:
        """The id of the element made from this part of the file, always the same."""
        key = id(source)
        if key not in self._known:
            made = self.new_id(source.get("Id"), otherwise)
            self._known[key] = made
            self.lines[made] = source.line
        return self._known[key]

    def known(self, source: Source | None) -> str | None:
        """The id of the element made from this part, if there is one."""
        return None if source is None else self._known.get(id(source))

    def make(
        self, parent: etree._Element, name: str, attributes: dict[str, str | None] | None = None
    ) -> etree._Element:
        """A BPMN element; attributes that are None are left out, `gx:` ones are ours."""
        element = etree.SubElement(parent, f"{{{BPMN}}}{name}")
        for key, value in (attributes or {}).items():
            if value is not None:
                prefix, _, local = key.rpartition(":")
                element.set(f"{{{GX}}}{local}" if prefix == "gx" else key, clean(value))
        return element

    def text(self, parent: etree._Element, name: str, text: str) -> etree._Element:
        element = self.make(parent, name)
        element.text = clean(text)
        return element

    def extension(self, parent: etree._Element, name: str, attributes: dict[str, str]) -> None:
        """One `gx:` child of the extension elements."""
        holder = parent.find(f"{{{BPMN}}}extensionElements")
        if holder is None:
            holder = self.make(parent, "extensionElements")
        etree.SubElement(holder, f"{{{GX}}}{name}", {k: clean(v) for k, v in attributes.items()})

    def root_element(
        self, kind: str, name: str, attributes: dict[str, str], wanted: str | None = None
    ) -> str:
        """The id of a message, signal, error or escalation; one that says the same is used again."""
        if not self._roots:
            for known in self.root:
                self._note(str(known.tag).rpartition("}")[2], known)
        found = self._roots.get((kind, wanted if wanted is not None else frozenset(attributes.items())))
        if found is not None:
            return found
        made = self.new_id(wanted, f"{kind}_{name}")
        self._note(kind, self.make(self.root, kind, {"id": made, **attributes}))
        return made

    def _note(self, kind: str, element: etree._Element) -> None:
        said = frozenset((str(k), str(v)) for k, v in element.attrib.items() if k != "id")
        self._roots.setdefault((kind, element.get("id", "")), element.get("id", ""))
        self._roots.setdefault((kind, said), element.get("id", ""))

    def find(self, code: str, source: Source | None, element: str | None, /, **args: object) -> None:
        line = source.line if source is not None else 1
        self.findings.append(
            Finding(code=code, rule=RULES[code], file=self.file, element=element, line=line, args=args)
        )

    def tell_changed_ids(self) -> None:
        if self._changed:
            old, new = self._changed[0]
            count = len(self._changed)
            self.find("XPDL_IDS_CHANGED", None, new, count=count, old=old[:60], new=new)

    def finish(self) -> bytes:
        """The file, children in the order that BPMN's schema asks for."""
        for element in self.root.iter():
            if len(element) > 1:
                element[:] = sorted(element, key=_rank)
        etree.indent(self.root)
        return etree.tostring(self.root, encoding="UTF-8", xml_declaration=True)


def _rank(element: etree._Element) -> int:
    local = str(element.tag).rpartition("}")[2]
    if local in _ORDER:
        return _ORDER.index(local)
    if local in _LAST:
        return 200
    if local in _LAST_ROOTS:
        return 210 + _LAST_ROOTS.index(local)
    return 300 if local == "BPMNDiagram" else 100


def as_name(text: str) -> str:
    """An XML name as near to this text as possible."""
    made = re.sub(r"[^\w.-]", "_", text.strip())[:1_000]
    return made if made[:1].isalpha() or made[:1] == "_" else f"_{made}"


def clean(text: str) -> str:
    """Without characters that XML cannot hold."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", text)
