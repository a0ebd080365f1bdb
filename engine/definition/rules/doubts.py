"""Expressions that can be read and were hardly meant so: 2026-12-01 is a subtraction, lists count from 1."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from engine.definition.findings import Rule
from engine.feel import Expression
from engine.feel.review import Advice, review
from engine.kernel.program import Expr

RULES: Final[Mapping[str, Rule]] = {
    "EXPRESSION_DOUBTFUL": Rule(
        severity="warning",
        en="“{name}”: “{text}” is hardly what was meant. {reason_en}",
        zh="“{name}”：“{text}”可能不是想要的意思。{reason_zh}",
        fix_en="Write {correction}",
        fix_zh="应写作：{correction}",
    ),
}
# What holds whatever the variables are; unknown functions have a rule of their own.
_CODES: Final = frozenset(
    {"alternative", "chained", "date_sum", "grouping", "index_zero", "null_comparison", "number_for_duration"}
    | {"text_and_value", "text_for_number"}
)


def doubt(compiled: Expr) -> Advice | None:
    """What was probably meant by an expression in FEEL; None where nothing speaks against it."""
    inner = getattr(compiled, "inner", compiled)
    if not isinstance(inner, Expression) or inner.text.startswith(("${", "#{")):
        return None
    found = review(inner.text, dict.fromkeys(inner.names, ""))
    return next((one for one in found if one.code in _CODES and one.correction is not None), None)
