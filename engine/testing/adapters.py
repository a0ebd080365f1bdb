"""Applications as plain functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from engine.ports import Adapter, AdapterCall

Function = Callable[[dict[str, Any]], dict[str, Any] | None]


@dataclass(frozen=True)
class FunctionAdapter:
    """Calls a function with the inputs; what it raises is told apart as with any adapter."""

    function: Function
    kind: Literal["transactional", "remote"] = "transactional"

    def __call__(self, call: AdapterCall, /) -> dict[str, Any]:
        return self.function(dict(call.inputs)) or {}


def as_adapters(given: Mapping[str, Any]) -> dict[str, Adapter]:
    """Functions become transactional applications; what is an adapter already stays one."""
    return {
        name: function if hasattr(function, "kind") else FunctionAdapter(function)
        for name, function in given.items()
    }
