"""What an adapter is: a named program that a service task calls, with declared inputs and outputs.

Three kinds of failure, and only these: `BusinessError` (the diagram may catch it), `TransientError` (tried
again later), anything else (an incident). An adapter never returns an error as a value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from marshmallow import EXCLUDE, Schema, ValidationError

from engine.errors import AdapterError, InputRefused
from engine.ports import AdapterCall

Kind = Literal["transactional", "remote"]


class Inputs(Schema):
    """The declared inputs of an adapter. What else the process knows is none of its business."""

    class Meta:
        unknown = EXCLUDE


Operation = Callable[[AdapterCall], dict[str, Any]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Adapter:
    """An entry of the registry. Calling it checks the inputs, runs the operation and checks the outputs.

    `transactional` adapters write in the step's transaction; `remote` ones become jobs. A `dangerous` one can
    move money or rights: a diagram that binds it needs a second person to be published.
    """

    name: str
    zh: str
    en: str
    kind: Kind
    inputs: type[Schema]
    outputs: type[Schema]
    run: Operation
    errors: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # BusinessError code → zh, en
    dangerous: bool = False

    def __call__(self, call: AdapterCall) -> dict[str, Any]:
        """The outputs as typed process data."""
        answer = self.run(replace(call, inputs=self._typed(call.inputs)))
        unknown = set(answer) - set(self.outputs().fields)
        if unknown:
            raise OutputRefused(name=self.name, faults=f"not declared: {', '.join(sorted(unknown))}")
        return answer

    def _typed(self, values: Mapping[str, Any]) -> dict[str, Any]:
        try:
            typed: dict[str, Any] = self.inputs().load(dict(values))
        except ValidationError as error:
            raise InputRefused(name=self.name, faults=_said(error)) from error
        return typed

    def title(self, lang: str) -> str:
        """The name that designers choose from."""
        return self.zh if lang == "zh" else self.en


def _said(error: ValidationError) -> str:
    """What the schema objects to, field by field."""
    found = error.messages_dict
    return "; ".join(
        f"{field}: {said[0] if isinstance(said, list) else said}" for field, said in found.items()
    )


class OutputRefused(AdapterError):
    """The application {name} answered with outputs it did not declare: {faults}."""

    zh = "应用 {name} 返回了未声明的输出：{faults}。"
