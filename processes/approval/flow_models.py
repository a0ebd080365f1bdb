"""The three models of a flow (自定、预定、固定), and what the applicant said about one approval by the first two."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

#: fixed: nobody changes a route; predefined: the applicant adjusts the points that allow it; self: the applicant
#: composes the route, and the points of the flow come after his steps.
Model = Literal["fixed", "predefined", "self"]
MODELS: tuple[Model, ...] = ("fixed", "predefined", "self")


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """What a composed route must keep to.

    `steps`: the least number of them. `rank`: nothing is approved without somebody of at least this rank of position
    (0: not asked). `positions` and `departments`, by code: who may be chosen; without positions whoever holds one
    that may approve, without departments from everywhere.
    """

    steps: int = 1
    rank: int = 0
    positions: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()


NO_LIMITS = Limits()


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """What the applicant said about a point. It belongs to one approval and is never part of a version.

    `skipped`: why he skips it. `added`: he wants it whatever its condition says. `left_out`: it is only passed by who
    wants it, and he did not. `people`: whom of the candidates he chose; of a point he composed, everybody.
    """

    skipped: str = ""
    added: bool = False
    left_out: bool = False
    composed: bool = False
    people: tuple[str, ...] = ()

    @property
    def answer(self) -> bool | None:
        """Whether the point is entered; None where its condition is asked as ever."""
        if self.skipped or self.left_out:
            return False
        return True if self.added else None

    @property
    def why(self) -> tuple[str, str]:
        """The reason for the answer in Chinese and English; empty where there is none."""
        if self.skipped:
            return f"申请人跳过：{self.skipped}", f"The applicant skipped it: {self.skipped}"
        if self.left_out:
            return "可选审批点，申请人未加入", "Optional; the applicant did not add it"
        if self.added:
            return "申请人加入了该审批点", "Added by the applicant"
        if self.composed:
            return "申请人提交时自定的步骤", "Composed by the applicant at submission"
        return "", ""
