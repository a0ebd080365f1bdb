"""Recursive descent over JUEL's tokens; the result is a tree of FEEL."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Final

from engine.definition.juel import operations
from engine.definition.juel.methods import METHODS, VARIABLE_FUNCTIONS, get
from engine.definition.juel.splitting import Part, split
from engine.definition.juel.tokens import JuelRefused, Token, tokenize
from engine.feel import Expression, LimitExceeded
from engine.feel.builtins.registry import BUILTIN_NAMES
from engine.feel.tree import And, Call, If, Literal, Name, Node, Operation, Or, Path

MAX_LENGTH: Final = 10_000
MAX_DEPTH: Final = 60

HOLDERS: Final = frozenset({"execution", "task", "caseExecution", "variableContainer"})
"""Names that stand for the running instance."""
OF_INSTANCE: Final = {
    "id": "execution.id",
    "getId": "execution.id",
    "processInstanceId": "execution.id",
    "getProcessInstanceId": "execution.id",
    "processBusinessKey": "execution.businessKey",
    "getProcessBusinessKey": "execution.businessKey",
    "businessKey": "execution.businessKey",
    "getBusinessKey": "execution.businessKey",
    "processInstanceBusinessKey": "execution.businessKey",
    "getProcessInstanceBusinessKey": "execution.businessKey",
}
"""What texts ask of it → the kernel's name for it."""
_READERS: Final = frozenset({"getVariable", "getVariableLocal"})
_GETTER: Final = re.compile(r"(?:get|is)([A-Z]\w*)")
_PREFIXES: Final = frozenset({"vars", "var", "variables"})
_LITERALS: Final = {"true": True, "false": False, "null": None}


def compile_juel(text: str) -> Expression:
    """The compiled expression; text around `${…}` makes it a concatenation. Raises JuelRefused."""
    if len(text) > MAX_LENGTH:
        raise JuelRefused(text[:20] + "…")
    nodes = tuple(_node(part) for part in split(text))
    tree = nodes[0] if len(nodes) == 1 else Operation(apply=operations.joined, operands=nodes)
    try:
        return Expression(text=text, tree=tree)
    except (RecursionError, LimitExceeded):  # a chain of a thousand signs
        raise JuelRefused(text[:20] + "…") from None


def _node(part: Part) -> Node:
    return Parser(part.text).whole() if part.expression else Literal(value=part.text)


def _apply(function: Callable[..., object], *operands: Node) -> Operation:
    return Operation(apply=function, operands=operands)


def _truth(node: Node) -> Node:
    return _apply(operations.truth, node)


class Parser:
    """One expression, without its braces."""

    def __init__(self, text: str) -> None:
        self._tokens: list[Token] = tokenize(text)
        self._at = 0
        self._depth = 0

    def whole(self) -> Node:
        node = self._ternary()
        if self._at != len(self._tokens):
            raise JuelRefused(self._tokens[self._at].text)
        return node

    def _ternary(self) -> Node:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise JuelRefused("((((")
        node = self._either()
        if self._next("?"):
            yes = self._ternary()
            self._expect(":")
            node = If(condition=_truth(node), then=yes, otherwise=self._ternary())
        self._depth -= 1
        return node

    def _either(self) -> Node:
        operands = [self._both()]
        while self._next("||"):
            operands.append(self._both())
        return operands[0] if len(operands) == 1 else Or(operands=tuple(map(_truth, operands)))

    def _both(self) -> Node:
        operands = [self._binary(0)]
        while self._next("&&"):
            operands.append(self._binary(0))
        return operands[0] if len(operands) == 1 else And(operands=tuple(map(_truth, operands)))

    def _binary(self, level: int) -> Node:
        if level == len(operations.BINARY):
            return self._unary()
        left = self._binary(level + 1)
        while (sign := self._peek()) in operations.BINARY[level]:
            self._at += 1
            left = _apply(operations.BINARY[level][sign or ""], left, self._binary(level + 1))
        return left

    def _unary(self) -> Node:
        signs: list[str] = []
        while (sign := self._peek()) in _UNARY:
            self._at += 1
            signs.append(sign or "")
        if len(signs) > MAX_DEPTH:
            raise JuelRefused("!!!!")
        node = self._value()
        for sign in reversed(signs):
            node = _apply(_UNARY[sign], node)
        return node

    def _value(self) -> Node:
        node = self._primary()
        while True:
            if self._next("."):
                node = self._member(node, self._take())
            elif self._next("["):
                index = self._ternary()
                self._expect("]")
                node = _apply(get, node, index)
            else:
                return node

    def _member(self, owner: Node, token: Token) -> Node:
        if not token.is_name:
            raise JuelRefused(token.text)
        holder = isinstance(owner, Name) and owner.name in HOLDERS
        if not self._next("("):
            return _of_instance(owner, token.text) if holder else Path(source=owner, name=token.text)
        arguments = self._arguments()
        if holder:
            return _of_holder(owner, token.text, arguments)
        method = METHODS.get((token.text, len(arguments)))
        if method is not None:
            return _apply(method, owner, *arguments)
        getter = _GETTER.fullmatch(token.text)
        if getter is None or arguments or not isinstance(owner, (Path, Name)) or _is_bean(owner):
            raise JuelRefused(f"{_shown(owner)}.{token.text}(…)")
        prop = getter.group(1)
        return Path(source=owner, name=prop[0].lower() + prop[1:])

    def _primary(self) -> Node:
        token = self._take()
        word = token.text
        if word == "(":
            node = self._ternary()
            self._expect(")")
            return node
        if word[0] in "'\"":
            return Literal(value=re.sub(r"\\(.)", r"\1", word[1:-1]))
        if word[0].isdigit():
            return Literal(value=Decimal(word))
        if word in _LITERALS:
            return Literal(value=_LITERALS[word])
        if not token.is_name:
            raise JuelRefused(word)
        if self._next("("):
            return _function(word, self._arguments())
        if word == "loopCounter":  # theirs counts from 0, ours from 1
            return _apply(operations.BINARY[2]["-"], Name(name=word), Literal(value=Decimal(1)))
        # A variable may be called like one of FEEL's functions; unset it is null, never the function.
        return _apply(_itself, Name(name=word)) if word in BUILTIN_NAMES else Name(name=word)

    def _arguments(self) -> list[Node]:
        arguments: list[Node] = []
        while not self._next(")"):
            if arguments:
                self._expect(",")
            arguments.append(self._ternary())
        return arguments

    def _peek(self) -> str | None:
        return self._tokens[self._at].text if self._at < len(self._tokens) else None

    def _take(self) -> Token:
        if self._at >= len(self._tokens):
            raise JuelRefused("…")
        self._at += 1
        return self._tokens[self._at - 1]

    def _next(self, sign: str) -> bool:
        found = self._peek() == sign
        self._at += found
        return found

    def _expect(self, sign: str) -> None:
        if not self._next(sign):
            raise JuelRefused(self._peek() or sign)


_UNARY: Final[dict[str | None, Callable[[object], object]]] = {
    "!": operations.negated,
    "-": operations.minus,
    "empty": operations.empty,
}


def _itself(value: object) -> object:
    return value


def _of_instance(owner: Node, name: str) -> Node:
    known = OF_INSTANCE.get(name)
    if known is None:
        raise JuelRefused(f"{_shown(owner)}.{name}")
    return Name(name=known)


def _of_holder(owner: Node, name: str, arguments: list[Node]) -> Node:
    """`execution.getVariable('x')` and the like."""
    named = _named(arguments[0]) if arguments else None
    if name in _READERS and len(arguments) == 1 and named is not None:
        return named
    if name == "hasVariable" and len(arguments) == 1 and named is not None:
        return _apply(VARIABLE_FUNCTIONS["exists"], named)
    if name in OF_INSTANCE and not arguments:
        return Name(name=OF_INSTANCE[name])
    raise JuelRefused(f"{_shown(owner)}.{name}(…)")


def _function(name: str, arguments: list[Node]) -> Node:
    """`now()`, `vars:get(x)`."""
    if name in {"now", "dateTime"} and not arguments:
        return Call(function=Name(name="now"), arguments=())
    prefix, _, local = name.partition(":")
    function = VARIABLE_FUNCTIONS.get(local) if prefix in _PREFIXES else None
    variable = _named(arguments[0]) if arguments else None
    if function is None or variable is None:
        raise JuelRefused(f"{name}(…)")
    return _apply(function, variable, *arguments[1:])


def _named(node: Node) -> Name | None:
    """The variable that an argument names, quoted or not."""
    if isinstance(node, Name):
        return node
    text = node.value if isinstance(node, Literal) else None
    return Name(name=text) if isinstance(text, str) and text.isidentifier() else None


def _is_bean(owner: Node) -> bool:
    """A name that stands for a program, by the habit of those who draw."""
    return isinstance(owner, Name) and owner.name.lower().endswith(_BEANS)


_BEANS: Final = (
    "bean",
    "service",
    "helper",
    "util",
    "utils",
    "provider",
    "controller",
    "delegate",
    "manager",
)


def _shown(node: Node) -> str:
    if isinstance(node, Name):
        return node.name
    if isinstance(node, Path):
        return f"{_shown(node.source)}.{node.name}"
    return f'"{node.value}"' if isinstance(node, Literal) else "(…)"
