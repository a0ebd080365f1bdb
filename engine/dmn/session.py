"""One question to a model and what is known of its answer so far."""

from __future__ import annotations

from collections.abc import Mapping

from engine.dmn.model import InputData
from engine.feel.run import Run
from engine.feel.values import adopt

OPEN = object()
"""Stands where the value of a decision will be while it is being decided."""


class Session:
    """One question to a model: its inputs, and what was decided so far by the identity of its element.

    `undeclared` are inputs that no element of the model names. All decisions see them: many models made for
    process engines read variables without declaring input data.
    """

    def __init__(
        self, inputs: Mapping[str, object], run: Run, undeclared: Mapping[str, object] | None = None
    ) -> None:
        self.inputs = inputs
        self.undeclared = undeclared or {}
        self.run = run
        self.decided: dict[int, object] = {}

    def given(self, element: InputData, prefix: str) -> bool:
        """A missing input stays out of the scope, so that reading it is reported by name."""
        inner = self.inputs.get(prefix) if prefix else None
        if isinstance(inner, Mapping) and element.name in inner:
            return True
        return element.name in self.inputs or id(element) in self.decided

    def input(self, element: InputData, prefix: str) -> object:
        """The given value, null if there is none; inputs of an import may stand under its name."""
        inner = self.inputs.get(prefix) if prefix else None
        inputs = inner if isinstance(inner, Mapping) and element.name in inner else self.inputs
        return adopt(inputs.get(element.name))
