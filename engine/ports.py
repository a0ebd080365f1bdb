"""What the engine asks of the folders above it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, Protocol

from sqlalchemy import Connection

from engine.store.uow import Transaction


@dataclass(frozen=True, slots=True)
class Actor:
    """Who gives a command: a login, the person's id where there is one, and for whom he stands in (a login)."""

    login: str
    id: int | None = None
    behalf_of: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class AdapterCall:
    """One call of an application. `transaction` is that of the step; remote ones run after commit without.

    `idempotency_key` is the same for every repetition of this call, so that an effect happens once.
    """

    name: str
    inputs: Mapping[str, Any]
    idempotency_key: str
    transaction: Transaction | None = None
    instance_id: int | None = None
    root_id: int | None = None
    element_id: str = ""
    business_key: str = ""
    started_by: str | None = None
    """Login of whoever started the root instance, for transactional calls; None where nobody did."""

    @property
    def tx(self) -> Transaction:
        """The transaction of a transactional call."""
        if self.transaction is None:
            raise AssertionError(f"{self.name} writes within the step and was called outside of one")
        return self.transaction


class Adapter(Protocol):
    """A named application. Raises BusinessError, TransientError, or anything else for an incident."""

    @property
    def kind(self) -> Literal["transactional", "remote"]: ...

    def __call__(self, call: AdapterCall, /) -> dict[str, Any]: ...


class Parameters(Protocol):
    """What administrators set for parameters of packages."""

    def __call__(self, connection: Connection, names: Collection[str], /) -> Mapping[str, Any]:
        """By full name (`<package>.<parameter>`) what was set; names that were never set are left out."""


AGREE: Final = "agree"
DIFFER: Final = "differ"
NOT_COMPARED: Final = "not_compared"


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What walking a definition in two engines came to."""

    state: str
    """agree | differ | not_compared"""
    paths: int = 0
    """How many paths both engines walked."""
    element: str | None = None
    """Where they differ, or what keeps the process from being compared."""
    code: str | None = None
    """Why it was not compared: a key of `engine.reference.texts.REASONS`."""
    detail: str = ""
    """What the engines said, for people who look into it."""


class SecondOpinion(Protocol):
    """A second engine. It never raises for what is in a diagram, and comes to an end in seconds."""

    def compare(self, diagram: bytes, process_id: str) -> Verdict: ...
