"""FEEL, the expression language of DMN: text → tokens → tree → closures → value.

No attribute of a Python object is ever read and nothing is executed but the closures made here, so a text
that someone uploads is data. See `evaluate` and `compile_expression`.
"""

from __future__ import annotations

from engine.feel.durations import DaysTime, YearsMonths
from engine.feel.errors import Diagnostic, FeelError, FeelEvaluationError, FeelSyntaxError, LimitExceeded
from engine.feel.expression import (
    Expression,
    UnaryTests,
    compile_expression,
    compile_unary,
    evaluate,
    unary_tests,
)
from engine.feel.values import Range

__all__ = [
    "DaysTime",
    "Diagnostic",
    "Expression",
    "FeelError",
    "FeelEvaluationError",
    "FeelSyntaxError",
    "LimitExceeded",
    "Range",
    "UnaryTests",
    "YearsMonths",
    "compile_expression",
    "compile_unary",
    "evaluate",
    "unary_tests",
]
