"""Rows of decision tables read aloud, and the words of DMN in both languages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from engine.dmn.model import DecisionTable, TableRule
from engine.feel import FeelError
from engine.feel.names import odd
from engine.feel.parser import parse_expression, parse_tests
from engine.feel.sentence import sentence
from engine.feel.texts import KINDS
from engine.feel.tree import Comparison, Name

Lang = Literal["zh", "en"]
Words = Callable[[str], str]

_OUTPUT = "the output"
LETTERS = {
    "UNIQUE": "U",
    "ANY": "A",
    "PRIORITY": "P",
    "FIRST": "F",
    "COLLECT": "C",
    "RULE ORDER": "R",
    "OUTPUT ORDER": "O",
}
SIGNS = {"SUM": "+", "MIN": "<", "MAX": ">", "COUNT": "#"}
POLICIES: dict[str, tuple[str, str]] = {
    "UNIQUE": ("唯一：只能有一行匹配", "Unique: one row only may match"),
    "ANY": ("任意：匹配的各行结果相同", "Any: all rows that match give the same"),
    "PRIORITY": ("优先：取优先级最高的结果", "Priority: the most important result"),
    "FIRST": ("首个：取第一个匹配的行", "First: the first row that matches"),
    "COLLECT": ("收集：取所有匹配行的结果", "Collect: the results of all rows that match"),
    "RULE ORDER": ("规则顺序：按行的顺序取全部结果", "Rule order: all results in the order of the rows"),
    "OUTPUT ORDER": ("输出顺序：按优先级取全部结果", "Output order: all results, the most important first"),
}
AGGREGATIONS: dict[str, tuple[str, str]] = {
    "SUM": ("求和", "added up"),
    "MIN": ("取最小值", "the smallest"),
    "MAX": ("取最大值", "the largest"),
    "COUNT": ("计数", "counted"),
}


def letter(table: DecisionTable) -> str:
    """What stands in the corner of the table: U, F, C+ …"""
    return LETTERS[table.hit_policy] + SIGNS.get(table.aggregation, "")


def policy_word(table: DecisionTable, lang: Lang) -> str:
    """What the letter means."""
    at = 0 if lang == "zh" else 1
    text = POLICIES[table.hit_policy][at]
    if not table.aggregation:
        return text
    return f"{text}{'，' if lang == 'zh' else ', '}{AGGREGATIONS[table.aggregation][at]}"


def type_word(name: str, lang: Lang) -> str:
    """A type of FEEL in the reader's language; a type that the model defines keeps its name."""
    known = KINDS.get(name)
    return known["zh"] if known is not None and lang == "zh" else name


def row_in_words(
    table: DecisionTable, rule: TableRule, names: frozenset[str], lang: Lang, words: Words = str
) -> str:
    """“If Region is one of A, B and Amount is greater than 10: Level = "high".”"""
    tests = [
        _test(cell.text, words(clause.label or clause.expression.text), odd(names), lang)
        for clause, cell in zip(table.inputs, rule.tests, strict=True)
        if cell.text.strip() not in ("", "-")
    ]
    results = [
        _result(cell.text, words(clause.label or clause.name), odd(names), lang)
        for clause, cell in zip(table.outputs, rule.outputs, strict=True)
    ]
    if lang == "zh":
        return f"{'如果' + '，且'.join(tests) if tests else '任何情况'}：{'；'.join(results)}。"
    return f"{'If ' + ' and '.join(tests) if tests else 'Whatever else'}: {'; '.join(results)}."


def _test(text: str, label: str, names: frozenset[str], lang: Lang) -> str:
    try:
        return sentence(parse_tests(text, names), lang, {"?": label})
    except FeelError:
        return f"{label} {text}"


def _result(text: str, label: str, names: frozenset[str], lang: Lang) -> str:
    """“Level is “high””; the value alone where the output has no name."""
    if not text.strip():
        return f"{label} –".strip()
    try:
        value = parse_expression(text, names)
        if not label:
            return sentence(value, lang)
        return sentence(
            Comparison(operator="=", left=Name(name=_OUTPUT), right=value), lang, {_OUTPUT: label}
        )
    except FeelError:
        return f"{label} {text}".strip()
