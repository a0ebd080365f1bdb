"""An approval flow as plain values: points in order, each with its condition and who decides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from engine.feel import compile_expression
from processes.approval.approver_rule import Rule, StandIn
from processes.approval.flow_models import NO_LIMITS, Limits, Model, Said
from processes.approval.operations import OPERATIONS, Operation
from processes.approval.point_ids import of_name, other

Operator = Literal["gt", "ge", "lt", "le", "eq", "ne", "between", "in", "not_in"]
Value = Decimal | str | bool | tuple[Decimal, Decimal] | tuple[str, ...]
Mode = Literal["any", "all", "sequential", "vote"]
Action = Literal["agree", "return", "reject"]
Overdue = Literal["nothing", "remind", "escalate", "transfer", "agree", "return", "reject"]

MODES: tuple[Mode, ...] = ("any", "all", "sequential", "vote")
#: What happens when a deadline has passed; nothing: it only shows as late.
OVERDUE: tuple[Overdue, ...] = ("nothing", "remind", "escalate", "transfer", "agree", "return", "reject")
AfterReturn = Literal["start", "here"]
#: Where the approval begins when a returned document is submitted again: from the start, or at the returning point.
AFTER_RETURN: tuple[AfterReturn, ...] = ("start", "here")
ACTIONS: tuple[Action, ...] = ("agree", "return", "reject")


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Test:
    """One comparison. The value is as the rule stores it: 0.10 for what people call 10%.

    Python says that false equals 0; here they are two values, or one would be answered from the other's cache.
    """

    __test__ = False  # not a test of pytest

    fact: str
    operator: Operator
    value: Value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Test) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)

    @property
    def _key(self) -> tuple[str, str, type, Value]:
        return self.fact, self.operator, type(self.value), self.value


@dataclass(frozen=True, kw_only=True, slots=True)
class Condition:
    """Rows of tests: all tests of a row must hold, one row is enough. Without rows it always holds.

    What rows cannot say is `text`, in FEEL; then there are no rows.
    """

    rows: tuple[tuple[Test, ...], ...] = ()
    text: str = ""

    @property
    def is_always(self) -> bool:
        """Whether nothing is asked."""
        return not self.rows and not self.text

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts it asks about, each once, in order; of a text by name."""
        if self.text:
            return tuple(sorted(compile_expression(self.text).names))
        return tuple(dict.fromkeys(test.fact for row in self.rows for test in row))


ALWAYS = Condition()


@dataclass(frozen=True, kw_only=True, slots=True)
class Point:
    """An approval point. `deadline` is an ISO 8601 duration in working time, from the moment it is reached.

    Modes: any = one of the approvers decides, all = each must agree, sequential = each in turn, vote = the `share`
    of the signers must agree. `remind`: after how long those who were asked are reminded. `overdue`: what happens
    at the deadline; `overdue_to`: to whom it is transferred then.
    `copies`: who gets a copy of the document when the point is passed. `editable`: fields of the document's form that
    its approvers may change, `hidden`: those they do not see, by name.
    Who decides: `positions` is the short form of rules that are nothing but a position; `rules` come after them.
    `id` says which point it is in all versions of the flow; without one it is made of the name.
    In a predefined flow: `skippable` with a reason; `addable` where its condition does not hold, or has none;
    `choose`: the applicant chooses whom of those it finds. `said` is what he said about it in one approval.
    """

    number: int
    name: str
    name_en: str
    positions: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    condition: Condition = ALWAYS
    mode: Mode = "any"
    share: Decimal | None = None
    deadline: str | None = None
    remind: str | None = None
    overdue: Overdue = "nothing"
    overdue_to: StandIn | None = None
    actions: tuple[Action, ...] = ACTIONS
    operations: tuple[Operation, ...] = OPERATIONS
    id: str = ""
    copies: tuple[StandIn, ...] = ()
    editable: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    skippable: bool = False
    addable: bool = False
    choose: bool = False
    said: Said | None = None
    after_return: AfterReturn = "start"

    def __post_init__(self) -> None:
        if not self.id:
            object.__setattr__(self, "id", of_name(self.name))

    def title(self, lang: str) -> str:
        """The name in the reader's language."""
        return self.name if lang == "zh" else self.name_en

    @property
    def approver_rules(self) -> tuple[Rule, ...]:
        """Everything that says who decides, in order."""
        return (*(Rule(position=code) for code in self.positions), *self.rules)

    @property
    def position_codes(self) -> tuple[str, ...]:
        """Every position that may be asked, each once."""
        return tuple(dict.fromkeys(code for rule in self.approver_rules for code in rule.codes))

    def with_rules(self, rules: tuple[Rule, ...]) -> Point:
        """The same point asking others. What can be said in the short form is: equal points stay equal."""
        plain = next((place for place, rule in enumerate(rules) if not rule.is_plain), len(rules))
        codes = tuple(rule.position for rule in rules[:plain])
        return replace(self, positions=codes, rules=rules[plain:])


@dataclass(frozen=True, kw_only=True, slots=True)
class Flow:
    """The points of one version, numbered from 1 without a gap, and which documents they are for.

    `entry`: the condition of the flow. `departments` and `positions` of the applicant, by code (one of them is
    enough, those below a department count too); empty: everybody. `once`: whoever agreed is not asked again at a
    later point while the facts are the same. `model`: who may change a route; `limits`: of a route that the applicant
    composes.
    """

    points: tuple[Point, ...]
    entry: Condition = ALWAYS
    departments: tuple[str, ...] = ()
    positions: tuple[str, ...] = ()
    once: bool = False
    model: Model = "fixed"
    limits: Limits = NO_LIMITS

    def point(self, number: int) -> Point | None:
        """The point with this number."""
        return next((point for point in self.points if point.number == number), None)

    def of_id(self, identity: str) -> Point | None:
        """The point with this id."""
        return next((point for point in self.points if point.id == identity), None)

    def after(self, number: int) -> tuple[Point, ...]:
        """The points that come after this one."""
        return tuple(point for point in self.points if point.number > number)

    def with_points(self, points: tuple[Point, ...]) -> Flow:
        """The same flow with other points, numbered anew. Of two with one id the second gets another."""
        return replace(self, points=numbered(points))


def numbered(points: Iterable[Point]) -> tuple[Point, ...]:
    """Points numbered from 1, each with an id of its own."""
    found: list[Point] = []
    taken: set[str] = set()
    for number, point in enumerate(points, start=1):
        identity = point.id
        while identity in taken:
            identity = other(identity)
        taken.add(identity)
        found.append(replace(point, number=number, id=identity))
    return tuple(found)
