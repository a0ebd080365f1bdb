"""The handbook as other folders read it: entries in the reader's language, in the order of the page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from engine.feel.builtins.registry import BUILTINS
from engine.feel.functions import Builtin
from engine.feel.handbook.rows import (
    booleans,
    cells,
    contexts,
    conversions,
    intervals,
    lists,
    literals,
    moments,
    numbers,
    operators,
    texts,
    worded,
)
from engine.feel.handbook.rows.row import Row, Rows
from engine.feel.signatures import Formal, Signature
from engine.feel.texts import KINDS, Lang

#: code → title in Chinese, title in English, rows. Those of functions first.
FUNCTIONS: Final[dict[str, tuple[str, str, Rows]]] = {
    "conversion": ("转换", "Conversion", conversions.ROWS),
    "boolean": ("真假", "Boolean", booleans.ROWS),
    "string": ("文本", "Texts", texts.ROWS),
    "list": ("列表", "Lists", lists.ROWS),
    "number": ("数字", "Numbers", numbers.ROWS),
    "date and time": ("日期与时间", "Dates and times", moments.ROWS),
    "context": ("上下文", "Contexts", contexts.ROWS),
    "range": ("区间", "Ranges", intervals.ROWS),
}
CONSTRUCTS: Final[dict[str, tuple[str, str, Rows]]] = {
    "value": ("值与名称", "Values and names", literals.ROWS),
    "operator": ("运算符", "Operators", operators.ROWS),
    "construct": ("句式", "Longer expressions", worded.ROWS),
    "cell": ("决策表单元格", "Cells of decision tables", cells.ROWS),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Parameter:
    """A parameter of a function: its name in FEEL and what it takes, in words."""

    name: str
    kind: str
    optional: bool = False
    many: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Call:
    """One way to call a function. `text` is as it is typed: substring(string, start position, length?)."""

    text: str
    parameters: tuple[Parameter, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Example:
    """An expression over `facts.example_facts()` and its value, both as FEEL writes them."""

    text: str
    result: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """What the handbook says about one function or construct, in one language.

    `group` is a code, `title` what it is called; `result` is the kind of value ("" where it depends);
    `calls` is empty for a construct, whose `name` shows how it is written.
    """

    name: str
    group: str
    title: str
    sentence: str
    result: str
    calls: tuple[Call, ...]
    examples: tuple[Example, ...]

    @property
    def is_function(self) -> bool:
        """Is it called with parentheses?"""
        return bool(self.calls)


def entries(lang: Lang) -> tuple[Entry, ...]:
    """All entries, functions first, in the order of the reference page."""
    return tuple(_entries(lang).values())


def entry(name: str, lang: Lang) -> Entry | None:
    """The entry of a function or construct; None if there is none."""
    return _entries(lang).get(name)


@lru_cache(maxsize=2)
def _entries(lang: Lang) -> dict[str, Entry]:
    made: dict[str, Entry] = {}
    for group, (zh, en, rows) in {**FUNCTIONS, **CONSTRUCTS}.items():
        for name, each in rows.items():
            calls = _calls(BUILTINS[name], lang) if group in FUNCTIONS else ()
            key = name if name not in made else f"{group} {name}"
            made[key] = _entry(name, group, zh if lang == "zh" else en, each, calls, lang)
    return made


def _entry(name: str, group: str, title: str, each: Row, calls: tuple[Call, ...], lang: Lang) -> Entry:
    return Entry(
        name=name,
        group=group,
        title=title,
        sentence=each.zh if lang == "zh" else each.en,
        result="" if each.result in ("first", "element") else each.result,
        calls=calls,
        examples=tuple(Example(text=text, result=result) for text, result in each.examples),
    )


def _calls(function: Builtin, lang: Lang) -> tuple[Call, ...]:
    return tuple(_call(function.name, each, lang) for each in function.signatures)


def _call(name: str, each: Signature, lang: Lang) -> Call:
    written = ", ".join(_written(formal) for formal in each.formals)
    parameters = tuple(_parameter(formal, lang) for formal in each.formals)
    return Call(text=f"{name}({written})", parameters=parameters)


def _written(formal: Formal) -> str:
    return formal.name + ("?" if formal.optional else "") + ("…" if formal.variadic else "")


def _parameter(formal: Formal, lang: Lang) -> Parameter:
    return Parameter(
        name=formal.name, kind=_kinds(formal, lang), optional=formal.optional, many=formal.variadic
    )


def _kinds(formal: Formal, lang: Lang) -> str:
    """a date or a date and time; anything."""
    if "any" in formal.kinds:
        return "任意值" if lang == "zh" else "anything"
    words = [KINDS[kind][lang] for kind in KINDS if kind in formal.kinds]
    if len(words) > 4:
        return "可比较大小的值" if lang == "zh" else "a value that has an order"
    return ("或" if lang == "zh" else " or ").join(words)
