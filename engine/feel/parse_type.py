"""Reads types: `number`, `list<T>`, `range<T>`, `context<a: T>`, `function<T> -> T`, names of item types."""

from __future__ import annotations

from engine.feel.cursor import Cursor
from engine.feel.tree import TypeNode

SIMPLE_TYPES = (
    "days and time duration",
    "years and months duration",
    "day time duration",
    "year month duration",
    "date and time",
)


class TypeParser(Cursor):
    """The part of the grammar that reads types."""

    def type_node(self) -> TypeNode:
        start = self.token.start
        self.descend()
        name = self._type_name()
        node = self._generic(name, start)
        self.nesting -= 1
        return node

    def _type_name(self) -> str:
        known = self.known_name()
        if known is not None:
            return known
        for simple in SIMPLE_TYPES:
            words = simple.split()
            if [self.peek(ahead).text for ahead in range(len(words))] == words:
                self.index += len(words)
                return simple
        if self.token.kind != "name" and not self.at("null"):
            self.refuse("type")
        self.index += 1
        name = self.tokens[self.index - 1].text
        while self.accept("."):
            name += "." + self.member_name()
        return name

    def _generic(self, name: str, start: int) -> TypeNode:
        if name == "context" and self.accept("<"):
            members, arguments = self._members()
            return TypeNode(start=start, end=self.last_end, name=name, members=members, arguments=arguments)
        if name == "function" and self.accept("<"):
            arguments = () if self.at(">") or self.at("->") else self._types()
            return self._function_type(arguments, start)
        if name in ("list", "range") and self.accept("<"):
            inner = self.type_node()
            self.expect(">")
            return TypeNode(start=start, end=self.last_end, name=name, arguments=(inner,))
        return TypeNode(start=start, end=self.last_end, name=name)

    def _function_type(self, arguments: tuple[TypeNode, ...], start: int) -> TypeNode:
        # "function<number>->string": the lexer reads ">" and "->" apart.
        self.expect(">")
        self.expect("->")
        result = self.type_node()
        return TypeNode(start=start, end=self.last_end, name="function", arguments=arguments, result=result)

    def _types(self) -> tuple[TypeNode, ...]:
        types = [self.type_node()]
        while self.accept(","):
            types.append(self.type_node())
        return tuple(types)

    def _members(self) -> tuple[tuple[str, ...], tuple[TypeNode, ...]]:
        names: list[str] = []
        types: list[TypeNode] = []
        while True:
            name = self.name_before(":")
            if name is None:
                self.refuse("name")
            self.expect(":")
            names.append(name)
            types.append(self.type_node())
            if not self.accept(","):
                self.expect(">")
                return tuple(names), tuple(types)
