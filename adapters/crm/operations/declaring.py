"""How the invoked applications of an area are declared: one name before theirs, one list of errors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from marshmallow import Schema

from adapters.contract import Adapter, Operation
from engine.errors import BusinessError, EngineError
from engine.ports import AdapterCall


class Nothing(Schema):
    """No outputs."""


@dataclass(frozen=True, kw_only=True)
class Area:
    """Declares the applications `<prefix>.<name>`, all in the step's transaction.

    `errors` are what a diagram may catch: code → zh, en. `codes` says which of them a refusal of the domain
    becomes; a refusal that is not named there is an incident.
    """

    prefix: str
    errors: Mapping[str, tuple[str, str]]
    codes: Mapping[type[EngineError], str] = field(default_factory=dict)

    def application(
        self,
        name: str,
        zh: str,
        en: str,
        run: Operation,
        inputs: type[Schema],
        outputs: type[Schema] = Nothing,
        *,
        dangerous: bool = False,
    ) -> Adapter:
        """An entry of the registry."""
        return Adapter(
            name=f"{self.prefix}.{name}",
            zh=zh,
            en=en,
            kind="transactional",
            inputs=inputs,
            outputs=outputs,
            run=refused_as(self.codes, run),
            errors=self.errors,
            dangerous=dangerous,
        )


def refused_as(codes: Mapping[type[EngineError], str], run: Operation) -> Operation:
    """Refusals of the domain become errors that the diagram may catch."""

    def guarded(call: AdapterCall) -> dict[str, Any]:
        try:
            return run(call)
        except tuple(codes) as error:
            raise BusinessError(codes[type(error)], error.text("en"), message_zh=error.text("zh")) from error

    return guarded
