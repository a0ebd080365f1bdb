"""A harder look for silent losses: what can be taken out of a diagram without anything changing?

Every attribute and element of a vendor's vocabulary is taken out, one at a time. If the program that is compiled
and the findings stay the same, nobody has noticed it: it was lost in silence. Names of other engines' programs
are bound beforehand, each to an application of its own name, so that they show in the program.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from lxml import etree

from engine.definition import check, compile_process, read
from engine.definition.binding import Bound, foreign_names
from engine.definition.element import plain_name
from engine.definition.expressions import TextRefused
from engine.definition.findings import Finding
from engine.definition.model import Diagram
from processes.made_forms import with_made_forms

PREFIXES = ("camunda", "activiti", "flowable", "fox", "zeebe", "spiffworkflow")
REFUSED = "refused"
_LINE = re.compile(r"\bline=\d+|line-\d+")


def unnoticed(data: bytes) -> Iterator[str]:
    """`camunda:class of task_1`: each part whose absence changes neither program nor findings."""
    diagram = read(data)
    if diagram.root is None:
        return
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
    whole = _fingerprint(data)
    if any(each.startswith(REFUSED) for each in whole[1]):
        return  # there is no program to see the parts in: the file is refused as a whole
    named = {(each.name, each.owner) for each in diagram.unread if not each.attribute}
    refused = {one.element for one in check([diagram], bindings=_everything_bound(diagram)) if _ends_it(one)}
    for element in list(root.iter(etree.Element)):
        if _is_drawn(element) or _place(element) in refused:
            continue
        if any((plain_name(str(each.tag)), _place(each)) in named for each in element.iterancestors()):
            continue  # a part of something that is named as a whole
        if (plain_name(str(element.tag)), _place(element)) in named:
            yield from _without(root, element, whole)
            continue
        for name in list(element.attrib):
            if _is_vendors(str(name), element) and not _is_default(str(name), element):
                value = element.attrib.pop(name)
                if _fingerprint(etree.tostring(root)) == whole:
                    yield f"{plain_name(str(name))} of {_place(element)}"
                element.set(name, value)
        if plain_name(str(element.tag)).partition(":")[0] in PREFIXES:
            yield from _without(root, element, whole)


def _says_nothing(element: etree._Element) -> bool:
    """An empty element, or the five tries that there are anyway."""
    text = (element.text or "").strip()
    return not (text or len(element) or element.attrib) or text.startswith("R5/")


def _without(root: etree._Element, element: etree._Element, whole: tuple[Any, ...]) -> Iterator[str]:
    parent = element.getparent()
    if parent is None or _says_nothing(element):
        return
    index, tail = parent.index(element), element.tail
    parent.remove(element)
    if _fingerprint(etree.tostring(root)) == whole:
        yield f"<{plain_name(str(element.tag))}> of {_place(parent)}"
    element.tail = tail
    parent.insert(index, element)


def _is_vendors(name: str, element: etree._Element) -> bool:
    """An attribute in a vendor's namespace, or any of a vendor's own element."""
    prefix = plain_name(name).partition(":")[0]
    return prefix in PREFIXES or (
        "{" not in name and plain_name(str(element.tag)).partition(":")[0] in PREFIXES
    )


def _place(element: etree._Element) -> str:
    """The nearest id, outwards."""
    current: etree._Element | None = element
    while current is not None:
        if current.get("id") and ":" not in plain_name(str(current.tag)):
            return str(current.get("id"))
        current = current.getparent()
    return "–"


def _fingerprint(data: bytes) -> tuple[Any, ...]:
    diagram = read(data)
    bindings = _everything_bound(diagram)
    found = check([diagram], bindings=bindings)
    return (
        tuple(sorted(_said(one) for one in found)),
        tuple(_program(diagram, process.id, bindings) for process in diagram.processes),
        tuple(sorted(with_made_forms({}, [diagram]).items())),
    )


def _everything_bound(diagram: Diagram) -> dict[str, Bound]:
    return {name.key: Bound(adapter=name.shown) for name, _ in foreign_names(diagram)}


def _ends_it(one: Finding) -> bool:
    """The element is refused, or a listener is named as not called: its parts need no words of their own."""
    return one.severity == "error" or one.code in {"LISTENER_PLACE", "VENDOR_LISTENER"}


def _is_drawn(element: etree._Element) -> bool:
    chain = (element, *element.iterancestors())
    return any(plain_name(str(each.tag)).startswith("bpmndi:") for each in chain)


def _is_default(name: str, element: etree._Element) -> bool:
    """What is true without being said, notes of a listener, a field's own name, and what says nothing."""
    local = plain_name(name).rpartition(":")[2]
    value = (element.get(name) or "").strip().lower()
    parent = element.getparent()
    if local == "initiator" and parent is not None and plain_name(str(parent.tag)) == "subProcess":
        return True  # told once, where the instance begins
    named_twice = local in {"name", "variable"} and element.get("id") == element.get(name)
    return not value or local == "id" or named_twice or (local, value) in _DEFAULTS


_DEFAULTS = frozenset(
    {
        ("type", "string"),
        ("type", "external"),
        ("type", "external-worker"),
        ("type", "script"),
        ("event", "create"),
        ("event", "take"),
        ("calledElementBinding", "latest"),
        ("inheritVariables", "false"),
        ("required", "false"),
        ("writable", "true"),
        ("mapDecisionResult", "resultlist"),
    }
)


def _said(one: Finding) -> str:
    return f"{one.code} {one.element} {sorted(map(str, one.args.items()))}"


def _program(diagram: Diagram, process: str, bindings: dict[str, Bound]) -> str:
    """Everything that the kernel gets, without the lines of the file."""
    try:
        program = compile_process(diagram, process, bindings=bindings)
    except TextRefused as refused:
        return f"{REFUSED} {refused.code} {refused.args_of_finding}"
    return _LINE.sub("", repr(replace(program, node_by_id={})))
