"""JUEL, the expression language of Camunda and Flowable, translated to FEEL text.

Paths, operators, literals, conditional and a table of methods: what vendors' diagrams mostly contain.
Calls of beans have no counterpart and are refused by name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

MAX_LENGTH: Final = 10_000
MAX_DEPTH: Final = 60


class JuelRefused(Exception):
    """This JUEL text cannot be translated. `reason` is the part that has no counterpart."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


def is_juel(text: str) -> bool:
    return "${" in text or "#{" in text


def to_feel(text: str) -> str:
    """FEEL text of the same meaning; text around `${…}` makes it a concatenation. Raises JuelRefused."""
    if len(text) > MAX_LENGTH:
        raise JuelRefused(text[:20] + "…")
    parts = [part for part in _split(text) if part.text]
    if len(parts) == 1:
        return _Parser(parts[0].text).whole() if parts[0].expression else _quote(parts[0].text)
    pieces = (f"string({_Parser(p.text).whole()})" if p.expression else _quote(p.text) for p in parts)
    return " + ".join(pieces) or '""'


@dataclass(frozen=True, slots=True)
class _Part:
    text: str
    expression: bool


def _split(text: str) -> list[_Part]:
    """Plain text and the insides of `${…}`, respecting quotes and nested braces."""
    parts: list[_Part] = []
    position = 0
    while position < len(text):
        start = min((i for i in (text.find("${", position), text.find("#{", position)) if i >= 0), default=-1)
        if start < 0:
            parts.append(_Part(text[position:], expression=False))
            break
        parts.append(_Part(text[position:start], expression=False))
        end = _closing(text, start + 2)
        parts.append(_Part(text[start + 2 : end], expression=True))
        position = end + 1
    return [p for p in parts if p.expression or p.text.strip() or (len(parts) > 1 and p.text)]


def _closing(text: str, position: int) -> int:
    depth, quote = 1, ""
    while position < len(text):
        char = text[position]
        if quote:
            position += char == "\\"
            quote = "" if char == quote else quote
        elif char in "'\"":
            quote = char
        elif char in "{}":
            depth += 1 if char == "{" else -1
            if depth == 0:
                return position
        position += 1
    raise JuelRefused("}")


_TOKEN: Final = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)"
    r"|(?P<string>'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
    r"|(?P<name>[^\W\d]\w*(?::[^\W\d]\w*)?)"
    r"|(?P<sign>==|!=|<=|>=|&&|\|\||[-+*/%<>!?:.,()\[\]]))"
)
_NUMBER: Final = re.compile(r"\d+")
_WORDS: Final[Mapping[str, str]] = {
    "eq": "==",
    "ne": "!=",
    "lt": "<",
    "gt": ">",
    "le": "<=",
    "ge": ">=",
    "and": "&&",
    "or": "||",
    "not": "!",
    "div": "/",
    "mod": "%",
}
_LEVELS: Final[tuple[Mapping[str, str], ...]] = (
    {"||": "or"},
    {"&&": "and"},
    {"==": "=", "!=": "!="},
    {"<": "<", ">": ">", "<=": "<=", ">=": ">="},
    {"+": "+", "-": "-"},
    {"*": "*", "/": "/", "%": "%"},
)


def _index(owner: str, index: str) -> str:
    """JUEL counts from 0, FEEL from 1; a text index is a key."""
    if _NUMBER.fullmatch(index):
        return f"{owner}[{int(index) + 1}]"
    return f"get value({owner}, {index})" if index.startswith('"') else f"{owner}[({index}) + 1]"


_METHODS: Final[Mapping[tuple[str, int], Callable[..., str]]] = {
    ("equals", 1): lambda me, other: f"({me} = {other})",
    ("equalsIgnoreCase", 1): lambda me, other: f"(lower case({me}) = lower case({other}))",
    ("contains", 1): lambda me, x: (
        f"(if {me} instance of string then contains({me}, {x}) else list contains({me}, {x}))"
    ),
    ("startsWith", 1): lambda me, x: f"starts with({me}, {x})",
    ("endsWith", 1): lambda me, x: f"ends with({me}, {x})",
    ("toLowerCase", 0): lambda me: f"lower case({me})",
    ("toUpperCase", 0): lambda me: f"upper case({me})",
    ("length", 0): lambda me: f"string length({me})",
    ("size", 0): lambda me: f"count({me})",
    ("isEmpty", 0): lambda me: f'(if {me} instance of string then {me} = "" else count({me}) = 0)',
    ("toString", 0): lambda me: f"string({me})",
    ("intValue", 0): lambda me: me,
    ("longValue", 0): lambda me: me,
    ("doubleValue", 0): lambda me: me,
    ("get", 1): _index,
}
_FUNCTIONS: Final[Mapping[tuple[str, int], str]] = {("now", 0): "now()", ("dateTime", 0): "now()"}
_HOLDERS: Final = frozenset({"execution", "task", "caseExecution"})


class _Parser:
    """Recursive descent over the tokens; every method gives FEEL text."""

    def __init__(self, text: str) -> None:
        self._tokens = _tokens(text)
        self._at = 0
        self._depth = 0

    def whole(self) -> str:
        feel = self._ternary()
        if self._at != len(self._tokens):
            raise JuelRefused(self._tokens[self._at])
        return feel

    def _ternary(self) -> str:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise JuelRefused("((((")
        condition = self._binary(0)
        if self._next("?"):
            yes = self._ternary()
            self._expect(":")
            condition = f"(if {condition} then {yes} else {self._ternary()})"
        self._depth -= 1
        return condition

    def _binary(self, level: int) -> str:
        if level == len(_LEVELS):
            return self._unary()
        left = self._binary(level + 1)
        while (operator := self._one_of(_LEVELS[level])) is not None:
            right = self._binary(level + 1)
            left = f"modulo({left}, {right})" if operator == "%" else f"({left} {operator} {right})"
        return left

    def _unary(self) -> str:
        signs: list[str] = []
        while (sign := self._peek()) in {"!", "-", "empty"}:
            self._at += 1
            signs.append(sign or "")
        feel = self._value()
        for sign in reversed(signs):
            feel = {"!": f"not({feel})", "-": f"(-{feel})", "empty": _empty(feel)}[sign]
        return feel

    def _value(self) -> str:
        feel = self._primary()
        while True:
            if self._next("."):
                feel = self._member(feel, self._take())
            elif self._next("["):
                index = self._ternary()
                self._expect("]")
                feel = _index(feel, index)
            else:
                return feel

    def _member(self, owner: str, name: str) -> str:
        if not _is_name(name):
            raise JuelRefused(name)
        if not self._next("("):
            return f"{owner}.{name}"
        arguments = self._arguments()
        if owner in _HOLDERS and name in {"getVariable", "getVariableLocal"} and len(arguments) == 1:
            return _unquote(arguments[0])
        method = _METHODS.get((name, len(arguments)))
        if method is None:
            raise JuelRefused(f"{owner}.{name}(…)")
        return method(owner, *arguments)

    def _primary(self) -> str:
        word = self._take()
        if word == "(":
            feel = self._ternary()
            self._expect(")")
            return f"({feel})"
        if word[0] in "'\"":
            return _quote(re.sub(r"\\(.)", r"\1", word[1:-1]))
        if word[0].isdigit() or word in {"true", "false", "null"}:
            return word
        if not _is_name(word):
            raise JuelRefused(word)
        if self._next("("):
            function = _FUNCTIONS.get((word, len(self._arguments())))
            if function is None:
                raise JuelRefused(f"{word}(…)")
            return function
        return word

    def _arguments(self) -> list[str]:
        arguments: list[str] = []
        while not self._next(")"):
            if arguments:
                self._expect(",")
            arguments.append(self._ternary())
        return arguments

    def _peek(self) -> str | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _take(self) -> str:
        token = self._peek()
        if token is None:
            raise JuelRefused("…")
        self._at += 1
        return token

    def _next(self, token: str) -> bool:
        found = self._peek() == token
        self._at += found
        return found

    def _expect(self, token: str) -> None:
        if not self._next(token):
            raise JuelRefused(self._peek() or token)

    def _one_of(self, operators: Mapping[str, str]) -> str | None:
        operator = operators.get(self._peek() or "")
        self._at += operator is not None
        return operator


def _tokens(text: str) -> list[str]:
    tokens: list[str] = []
    position = 0
    text = text.rstrip()
    while position < len(text):
        found = _TOKEN.match(text, position)
        if found is None:
            raise JuelRefused(text[position : position + 12].strip())
        token = found.group().strip()
        tokens.append(_WORDS.get(token, token))
        position = found.end()
    return tokens


def _is_name(token: str) -> bool:
    return token[0].isalpha() or token[0] == "_"


def _empty(feel: str) -> str:
    # `if` takes the else branch on null: what cannot be compared is not empty.
    return f'(if {feel} = null or {feel} = "" or {feel} = [] then true else false)'


def _quote(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _unquote(feel: str) -> str:
    if not re.fullmatch(r'"[^\W\d]\w*"', feel):
        raise JuelRefused(feel)
    return feel[1:-1]
