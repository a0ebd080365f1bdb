"""Functions and members of other languages, and how FEEL says the same."""

from __future__ import annotations

from typing import Final

#: plain name → pattern over the arguments ({0}, {1}, …). A list: the first is for texts, the second for lists.
FUNCTIONS: Final[dict[str, tuple[str, ...]]] = {
    "len": ("string length({0})", "count({0})"),
    "length": ("string length({0})", "count({0})"),
    "size": ("string length({0})", "count({0})"),
    "strlen": ("string length({0})",),
    "长度": ("string length({0})", "count({0})"),
    "average": ("mean({*})",),
    "avg": ("mean({*})",),
    "平均": ("mean({*})",),
    "平均值": ("mean({*})",),
    "合计": ("sum({*})",),
    "求和": ("sum({*})",),
    "总和": ("sum({*})",),
    "计数": ("count({*})",),
    "个数": ("count({*})",),
    "最大": ("max({*})",),
    "最大值": ("max({*})",),
    "最小": ("min({*})",),
    "最小值": ("min({*})",),
    "今天": ("today()",),
    "现在": ("now()",),
    "包含": ("contains({*})", "list contains({*})"),
    "counta": ("count({0})",),
    "upper": ("upper case({0})",),
    "toupper": ("upper case({0})",),
    "touppercase": ("upper case({0})",),
    "lower": ("lower case({0})",),
    "tolower": ("lower case({0})",),
    "tolowercase": ("lower case({0})",),
    "substr": ("substring({*})",),
    "mid": ("substring({*})",),
    "left": ("substring({0}, 1, {1})",),
    "right": ("substring({0}, -{1})",),
    "concat": ("string join([{*}])", "concatenate({*})"),
    "join": ("string join({*})",),
    "str": ("string({0})",),
    "tostring": ("string({0})",),
    "text": ("string({0})",),
    "int": ("floor({0})",),
    "float": ("number({0})",),
    "tonumber": ("number({0})",),
    "parsefloat": ("number({0})",),
    "ceil": ("ceiling({0})",),
    "round": ("round half up({0}, {1|0})",),
    "trunc": ("round down({0}, {1|0})",),
    "mod": ("modulo({0}, {1})",),
    "pow": ("{0} ** {1}",),
    "power": ("{0} ** {1}",),
    "year": ("{0}.year",),
    "month": ("{0}.month",),
    "day": ("{0}.day",),
    "hour": ("{0}.hour",),
    "minute": ("{0}.minute",),
    "weekday": ("{0}.weekday",),
    "days": ('({0} - {1}) / @"P1D"',),
    "datediff": ('({0} - {1}) / @"P1D"',),
    "daysbetween": ('({1} - {0}) / @"P1D"',),
    "isblank": ('{0} = null or {0} = ""', "{0} = null or count({0}) = 0"),
    "isempty": ('{0} = null or {0} = ""', "{0} = null or count({0}) = 0"),
    "empty": ('{0} = null or {0} = ""', "{0} = null or count({0}) = 0"),
    "isnull": ("{0} = null",),
    "isnone": ("{0} = null",),
    "isnotnull": ("{0} != null",),
    "isnotempty": ('{0} != null and {0} != ""', "count({0}) > 0"),
    "isdefined": ("{0} != null",),
    "exists": ("{0} != null", "count({0}) > 0"),
    "ifnull": ("if {0} = null then {1} else {0}",),
    "nvl": ("if {0} = null then {1} else {0}",),
    "coalesce": ("if {0} = null then {1} else {0}",),
    "if": ("if {0} then {1} else {2|null}",),
    "iif": ("if {0} then {1} else {2|null}",),
    "and": ("{& and }",),
    "or": ("({& or })",),
    "equals": ("{0} = {1}",),
    "includes": ("contains({*})", "list contains({*})"),
    "indexof": ("contains({*})", "index of({*})"),
    "find": ("contains({1}, {0})",),
    "unique": ("distinct values({0})",),
    "distinct": ("distinct values({0})",),
    "array": ("[{*}]",),
    "list": ("[{*}]",),
    "between": ("{0} between {1} and {2}",),
    "in": ("{0} in ({1})",),
}


def translated(name: str, arguments: list[str], *, on_list: bool) -> str | None:
    """The call in FEEL; None where the name is unknown or arguments are missing."""
    patterns = FUNCTIONS.get(name)
    if patterns is None:
        return None
    text = patterns[-1 if on_list else 0].replace("{*}", ", ".join(arguments))
    for joint in (" and ", " or "):
        text = text.replace("{&" + joint + "}", joint.join(arguments))
    for number, default in ((1, "0"), (2, "null")):
        value = arguments[number] if number < len(arguments) else default
        text = text.replace(f"{{{number}|{default}}}", value)
    for number, value in enumerate(arguments):
        text = text.replace(f"{{{number}}}", value)
    return None if any(f"{{{number}}}" in text for number in range(3)) else text
