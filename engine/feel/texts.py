"""Every sentence FEEL says, in both languages: `code -> {"en": pattern, "zh": pattern}`.

Patterns are `str.format` patterns over the arguments of a diagnostic or an error.
"""

from __future__ import annotations

from typing import Literal

from engine.feel.advice import FINDINGS

Lang = Literal["zh", "en"]

MESSAGES: dict[str, dict[str, str]] = {
    **FINDINGS,
    "feel_error": {"en": "The expression cannot be evaluated.", "zh": "表达式无法求值。"},
    "syntax": {
        "en": "The text is not FEEL: expected {expected}, found {found}.",
        "zh": "不是 FEEL：应为{expected}，实际是{found}。",
    },
    "expected": {"en": "{expected} was expected here.", "zh": "此处应为{expected}。"},
    "located": {
        "en": "Line {line}, column {column}, at {found}: {reason}",
        "zh": "第 {line} 行第 {column} 列，{found}：{reason}",
    },
    "write": {"en": " Write: {correction}", "zh": "应写作：{correction}"},
    "did_you_mean": {"en": " Did you mean {suggestion}?", "zh": "是否想写 {suggestion}？"},
    "unknown_variable": {
        "en": "There is no variable named '{name}'.",
        "zh": "没有名为“{name}”的变量。",
    },
    "unknown_function": {
        "en": "There is no function named '{name}'.",
        "zh": "没有名为“{name}”的函数。",
    },
    "not_a_function": {
        "en": "'{name}' is {kind}, not a function: it cannot be called.",
        "zh": "“{name}”是{kind}，不是函数，不能调用。",
    },
    "unknown_member": {
        "en": "{kind} has no member named '{name}'.",
        "zh": "{kind}没有名为“{name}”的成员。",
    },
    "unsupported_value": {
        "en": "'{name}' holds a value of a type that FEEL does not know ({type}).",
        "zh": "“{name}”的值类型（{type}）不是 FEEL 支持的类型。",
    },
    "null_operand": {
        "en": "'{name}' is null, so '{operator}' has no answer.",
        "zh": "“{name}”为空（null），因此“{operator}”没有结果。",
    },
    "operand_types": {
        "en": "'{operator}' cannot be used between {left} and {right}.",
        "zh": "“{operator}”不能用在{left}与{right}之间。",
    },
    "operand_type": {
        "en": "'{operator}' cannot be used on {kind}.",
        "zh": "“{operator}”不能用于{kind}。",
    },
    "not_boolean": {
        "en": "'{name}' should be true or false, but is {kind}.",
        "zh": "“{name}”应为真或假，实际是{kind}。",
    },
    "not_a_list": {
        "en": "'{name}' should be a list or a range of whole numbers or dates, but is {kind}.",
        "zh": "“{name}”应为列表或整数/日期区间，实际是{kind}。",
    },
    "division_by_zero": {"en": "Division by zero.", "zh": "除数为零。"},
    "number_range": {
        "en": "The result of '{operator}' is not a number within 34 digits.",
        "zh": "“{operator}”的结果超出 34 位数字的范围。",
    },
    "date_range": {"en": "The date lies outside the calendar.", "zh": "日期超出日历范围。"},
    "bad_index": {
        "en": "There is no element {index} in a list of {size}.",
        "zh": "列表只有 {size} 个元素，没有第 {index} 个。",
    },
    "bad_filter": {
        "en": "A filter needs a condition or a whole number, not {kind}.",
        "zh": "筛选需要条件或整数，而不是{kind}。",
    },
    "bad_range": {
        "en": "A range needs two ends of the same kind in rising order.",
        "zh": "区间两端须为同一类型，且从小到大。",
    },
    "duplicate_key": {
        "en": "The context has two entries named '{name}'.",
        "zh": "上下文中有两个名为“{name}”的条目。",
    },
    "arguments": {
        "en": "{function}() does not take these arguments; it takes {signature}.",
        "zh": "函数 {function}() 的参数不对，应为 {signature}。",
    },
    "argument_type": {
        "en": "{function}(): '{parameter}' must be {expected}, not {kind}.",
        "zh": "{function}()：“{parameter}”应为{expected}，而不是{kind}。",
    },
    "argument_value": {
        "en": "{function}(): '{value}' is not an allowed value.",
        "zh": "{function}()：“{value}”不是允许的值。",
    },
    "external_function": {
        "en": "External functions are not run.",
        "zh": "不执行外部函数。",
    },
    "bad_literal": {
        "en": "'{value}' is not a date, time or duration.",
        "zh": "“{value}”不是日期、时间或时长。",
    },
    "result_type": {
        "en": "'{name}' should be {expected}, but is {kind}.",
        "zh": "“{name}”应为{expected}，实际是{kind}。",
    },
    "broken_expression": {
        "en": "The expression '{name}' cannot be read.",
        "zh": "无法读取表达式“{name}”。",
    },
    "input_value": {
        "en": "'{name}' holds a value that is not allowed there.",
        "zh": "“{name}”的值不在允许范围内。",
    },
    "hit_policy_unique": {
        "en": "Rows {rows} match at once; the hit policy UNIQUE allows one.",
        "zh": "第 {rows} 行同时命中，而命中策略 UNIQUE 只允许一行。",
    },
    "hit_policy_any": {
        "en": "Rows {rows} match with different results; the hit policy ANY wants equal ones.",
        "zh": "第 {rows} 行同时命中但结果不同，而命中策略 ANY 要求结果相同。",
    },
    "decision_cycle": {
        "en": "The decision '{name}' requires itself.",
        "zh": "决策“{name}”依赖自身。",
    },
    "constant": {
        "en": "This does not depend on anything: it is always {value}.",
        "zh": "这不依赖任何数据，结果始终为 {value}。",
    },
    "limit_steps": {
        "en": "The evaluation was stopped after {limit} steps.",
        "zh": "求值超过 {limit} 步，已停止。",
    },
    "limit_size": {
        "en": "The evaluation was stopped: a value would be larger than {limit}.",
        "zh": "求值已停止：某个值将超过 {limit} 的上限。",
    },
    "limit_depth": {
        "en": "The expression is nested too deeply.",
        "zh": "表达式嵌套过深。",
    },
    "limit_text": {
        "en": "The expression is longer than {limit} characters.",
        "zh": "表达式超过 {limit} 个字符。",
    },
}

# What the parser waited for. Anything not listed is shown as it stands, in quotes.
EXPECTED: dict[str, dict[str, str]] = {
    "expression": {"en": "a value or a name", "zh": "值或名称"},
    "operator": {"en": "an operator or the end", "zh": "运算符或结尾"},
    "name": {"en": "a name", "zh": "名称"},
    "type": {"en": "a type", "zh": "类型"},
    "end": {"en": "the end of the text", "zh": "结尾"},
    "test": {"en": "a comparison, a range or a value", "zh": "比较、区间或值"},
    "string_end": {"en": "a closing quotation mark", "zh": "右引号"},
    "comment_end": {"en": "'*/'", "zh": "“*/”"},
    "argument_name": {"en": "a named argument, as the ones before", "zh": "与前面一样的具名参数"},
}

FOUND_END = {"en": "the end", "zh": "结尾"}

KINDS: dict[str, dict[str, str]] = {
    "null": {"en": "null", "zh": "空值"},
    "number": {"en": "a number", "zh": "数字"},
    "string": {"en": "a text", "zh": "文本"},
    "boolean": {"en": "true or false", "zh": "布尔值"},
    "date": {"en": "a date", "zh": "日期"},
    "time": {"en": "a time", "zh": "时间"},
    "date and time": {"en": "a date and time", "zh": "日期时间"},
    "days and time duration": {"en": "a duration in days and time", "zh": "天时时长"},
    "years and months duration": {"en": "a duration in years and months", "zh": "年月时长"},
    "list": {"en": "a list", "zh": "列表"},
    "context": {"en": "a context", "zh": "上下文"},
    "range": {"en": "a range", "zh": "区间"},
    "function": {"en": "a function", "zh": "函数"},
    "unknown": {"en": "an unknown value", "zh": "未知类型的值"},
}


def say(code: str, lang: Lang, args: dict[str, object]) -> str:
    """The message `code` in `lang`. Arguments that name a kind of value are put in words."""
    words = {key: _word(value, lang) for key, value in args.items()}
    return MESSAGES[code][lang].format(**words)


def _word(value: object, lang: Lang) -> object:
    if isinstance(value, Kind):
        entry = KINDS.get(value)
        return entry[lang] if entry else str(value)
    return value


class Kind(str):
    """The name of a kind of value as a message argument, put in words when the message is shown."""

    __slots__ = ()
