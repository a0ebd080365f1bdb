"""Who decides at a point, as plain values: one rule of an ordered list, with what it takes into account."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Kind = Literal["position", "department", "superior", "person", "amount"]
Holders = Literal["each", "any", "round_robin", "least_loaded"]

KINDS: tuple[Kind, ...] = ("position", "department", "superior", "person", "amount")
HOLDERS: tuple[Holders, ...] = ("each", "any", "round_robin", "least_loaded")


@dataclass(frozen=True, kw_only=True, slots=True)
class Limit:
    """A line of a table by amount: up to and including `up_to` this position decides; None: without a limit."""

    up_to: Decimal | None
    position: str


@dataclass(frozen=True, kw_only=True, slots=True)
class StandIn:
    """Who decides where a rule finds nobody: all holders of a position, or a person (by login)."""

    position: str = ""
    person: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """One way to find people. Never the applicant, whatever the kind.

    position: the nearest superior of the applicant who holds it if `near`, else all its holders.
    department: its holders in the applicant's department and those below, else in the department above, and so on.
    superior: the superior `levels` up, or the next one above who may. person: this login.
    amount: the number `fact` of the document chooses the position in `limits`, which are in ascending order.

    `rank`: the least rank of position that people must hold. `fresh`: without those who decided in this process
    about this document before. `holders`: of several people found each signs, any of them, the next in turn, or
    the one with the fewest open tasks. `fallback`: None is the general manager.
    """

    kind: Kind = "position"
    position: str = ""
    person: str = ""
    levels: int = 1
    fact: str = ""
    limits: tuple[Limit, ...] = ()
    near: bool = True
    rank: int = 0
    holders: Holders = "each"
    fresh: bool = False
    fallback: StandIn | None = None

    @property
    def codes(self) -> tuple[str, ...]:
        """The positions it may ask."""
        if self.kind == "amount":
            return tuple(dict.fromkeys(limit.position for limit in self.limits))
        return (self.position,) if self.position else ()

    @property
    def is_plain(self) -> bool:
        """Whether it is nothing but a position."""
        return self == Rule(position=self.position)
