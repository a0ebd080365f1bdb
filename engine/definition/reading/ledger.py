"""Reading with a record of what was read: what nobody asked for becomes a finding, never silence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.definition.element import Element
from engine.definition.model import MappingText, Shape, Text, Unread
from engine.definition.numbers import whole_number
from engine.definition.vocabulary import DESCRIPTIVE_ATTRIBUTES, DESCRIPTIVE_ELEMENTS, OPAQUE_PREFIXES

# One vocabulary under four names: the forks kept the meaning of their attributes.
VENDORS = ("camunda", "activiti", "flowable", "fox")


class Ledger:
    """Hands out the parts of elements and remembers which were asked for."""

    def __init__(self, *, elements: Mapping[str, Element], dialects: frozenset[str] = frozenset()) -> None:
        self.elements = elements
        self.dialects = dialects
        self._attributes: set[tuple[int, str]] = set()
        self._elements: set[int] = set()

    def attr(self, element: Element, name: str) -> str | None:
        """The attribute's text, stripped; None if absent."""
        self._attributes.add((id(element), name))
        value = element.attributes.get(name)
        return None if value is None else value.strip()

    def flag(self, element: Element, name: str, *, default: bool) -> bool:
        value = self.attr(element, name)
        return default if value is None else value.lower() in {"true", "1"}

    def number(self, element: Element, name: str, *, default: int) -> int:
        """Non-numbers give the default; the rule on quantities names them."""
        value = whole_number(self.attr(element, name))
        return default if value is None else value

    def ref(self, element: Element, name: str) -> str | None:
        """A reference in an attribute, without its namespace prefix."""
        return self.local(self.attr(element, name))

    def local(self, value: str | None) -> str | None:
        """`tns:message_1` → `message_1`, unless the file has an element of exactly that id."""
        if not value or not value.strip():
            return None
        value = value.strip()
        if value in self.elements or ":" not in value:
            return value
        return value.rpartition(":")[2]

    def take(self, element: Element | None) -> Element | None:
        """The element is understood (its attributes and children still have to be asked for)."""
        if element is not None:
            self._elements.add(id(element))
        return element

    def forget(self, element: Element, attribute: str | None = None) -> None:
        """The element (or its attribute) was looked at and is not understood after all."""
        if attribute is None:
            self._elements.discard(id(element))
        else:
            self._attributes.discard((id(element), attribute))

    def child(self, element: Element, name: str) -> Element | None:
        return self.take(element.child(name))

    def each(self, element: Element, name: str) -> Iterator[Element]:
        for child in element.all(name):
            self._elements.add(id(child))
            yield child

    def refs(self, element: Element, name: str) -> tuple[str, ...]:
        """References written as child elements."""
        found = (self.local(child.text) for child in self.each(element, name))
        return tuple(ref for ref in found if ref)

    def text(self, element: Element, name: str, *, shape: Shape = "expression") -> Text | None:
        """A child that holds an expression; None if absent or blank."""
        child = self.child(element, name)
        return None if child is None else self.expression(child, shape=shape)

    def expression(self, element: Element, *, shape: Shape = "expression") -> Text | None:
        """The expression that this element's text is; None if blank."""
        language = self.attr(element, "language")
        self.attr(element, "xsi:type")
        if not element.text.strip():
            return None
        return Text(text=element.text.strip(), line=element.line, language=language, shape=shape)

    def vendor(self, element: Element, name: str) -> tuple[str, str] | None:
        """(text, dialect) of a vendor's attribute."""
        for prefix in VENDORS:
            value = self.attr(element, f"{prefix}:{name}")
            if value:
                return value, prefix
        return None

    def extensions(self, element: Element, *names: str) -> list[Element]:
        """Children of `extensionElements` that carry one of these names, marked as understood."""
        holder = self.child(element, "extensionElements")
        if holder is None:
            return []
        found = [child for child in holder.children if child.name in names]
        self._elements.update(id(child) for child in found)
        return found

    def vendor_extensions(self, element: Element, name: str) -> list[Element]:
        return self.extensions(element, *(f"{prefix}:{name}" for prefix in VENDORS))

    def leftovers(self, root: Element) -> list[Unread]:
        """Everything below `root` that nobody asked for and that is not mere description."""
        return list(self._leftovers(root, owner=root))

    def _leftovers(self, element: Element, *, owner: Element) -> Iterator[Unread]:
        owner = element if element.id is not None and ":" not in element.name else owner
        for name in element.attributes:
            if (id(element), name) not in self._attributes and not _describes(name):
                yield _unread(name, attribute=True, owner=owner, element=element)
        for child in element.children:
            if _is_described(child):
                continue
            if id(child) in self._elements or child.name == "extensionElements":
                yield from self._leftovers(child, owner=owner)
            else:
                yield _unread(child.name, attribute=False, owner=_nearest(child, owner), element=child)


def mapping(target: str | None, source: Text | None, line: int) -> MappingText | None:
    """A mapping, if both sides are there."""
    return MappingText(target=target, source=source, line=line) if target and source else None


def _describes(name: str) -> bool:
    return name in DESCRIPTIVE_ATTRIBUTES or name.partition(":")[0] in OPAQUE_PREFIXES


def _is_described(element: Element) -> bool:
    return element.name in DESCRIPTIVE_ELEMENTS or element.name.partition(":")[0] in OPAQUE_PREFIXES


def _nearest(element: Element, owner: Element) -> Element:
    return element if element.id is not None and ":" not in element.name else owner


def _unread(name: str, *, attribute: bool, owner: Element, element: Element) -> Unread:
    return Unread(
        name=name,
        attribute=attribute,
        owner=owner.id,
        owner_name=element.name,
        line=element.line,
        value=element.get(name) if attribute else None,
    )
