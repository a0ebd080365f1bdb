"""Growing random models of bounded size."""

from __future__ import annotations

from random import Random
from xml.sax.saxutils import escape

from tests.support.models.blocks import (
    Activity,
    Back,
    Block,
    Branches,
    Inside,
    Mesh,
    Row,
    Stop,
    Tangle,
)

CONDITIONS = (
    "a",
    "not(a)",
    "b",
    "a and b",
    "x > 3",
    "x <= 1",
    "x in [1..5]",
    's = "left"',
    "=x != 2",
    "${x > 3 && !b}",
)
COMPLETIONS = ("nrOfCompletedInstances >= 2", "nrOfCompletedInstances / nrOfInstances > 0.5", "a", "x > 3")
WAITING = ("userTask", "userTask", "userTask", "intermediateCatchEvent", "receiveTask")
PASSING = ("task", "manualTask", "scriptTask")


class Grower:
    """Grows blocks until its budget of activities is used up."""

    def __init__(self, random: Random, *, budget: int = 10) -> None:
        self._random = random
        self._budget = budget
        self._scripts = 0

    def model(self) -> Block:
        """A whole process."""
        return self.row(depth=0, alone=True)

    def row(self, *, depth: int, alone: bool, waiting: bool = False) -> Row:
        """Some blocks one after the other. `alone`: no other branch is under way in the same scope."""
        blocks = [self._waiting()] if waiting else []
        number = self._random.choice((1, 1, 2, 2, 3))
        while number > 0 and self._budget > 0:
            number -= 1
            blocks += [self.block(depth=depth, alone=alone)]
        return Row(tuple(blocks) or (self._waiting(),))

    def block(self, *, depth: int, alone: bool) -> Block:
        kinds = ["activity"] * 4 + ["passing", "choice", "parallel", "inclusive", "back", "inside", "aside"]
        if depth >= 3 or self._budget < 2:
            kinds = ["activity", "passing"]
        else:
            kinds += ["events", "implicit", "repeated", "failing", "tangle", "mesh", "counted"]
        made: Block = getattr(self, "_" + self._random.choice(kinds))(depth + 1, alone)
        return made

    def _condition(self) -> str:
        return self._random.choice(CONDITIONS)

    def _chance(self, one_in: int) -> bool:
        return self._random.randrange(one_in) == 0

    def _waiting(self) -> Activity:
        self._budget -= 1
        return Activity(self._random.choice(WAITING))

    def _activity(self, depth: int, alone: bool) -> Block:
        return self._waiting()

    def _passing(self, depth: int, alone: bool) -> Block:
        self._budget -= 1
        tag = self._random.choice(PASSING)
        if tag == "scriptTask":
            self._scripts += 1
            return Activity(
                tag, script=self._random.choice(("x + 1", "a", '"k"')), variable=f"r{self._scripts}"
            )
        return Activity(tag)

    def _ways(self, number: int, depth: int, alone: bool) -> list[Block]:
        return [self.row(depth=depth, alone=alone) for _ in range(number)]

    def _choice(self, depth: int, alone: bool) -> Block:
        number = self._random.choice((2, 2, 3))
        ways = self._ways(number, depth, alone)
        if self._chance(4):
            ways[0] = Row((ways[0], Stop(terminate=alone and self._chance(2))))
        conditions = tuple(self._condition() for _ in range(number - 1))
        join = self._random.choice(("exclusiveGateway", "exclusiveGateway", ""))
        return Branches("exclusive", tuple(ways), conditions, join)

    def _parallel(self, depth: int, alone: bool) -> Block:
        ways = self._ways(self._random.choice((2, 2, 3)), depth, False)
        if self._chance(5):
            ways[0] = Row((ways[0], Stop()))
        return Branches(
            "parallel", tuple(ways), (), self._random.choice(("parallelGateway", "inclusiveGateway"))
        )

    def _implicit(self, depth: int, alone: bool) -> Block:
        return Branches("", tuple(self._ways(2, depth, False)), (), "parallelGateway")

    def _inclusive(self, depth: int, alone: bool) -> Block:
        number = self._random.choice((2, 3))
        conditions = tuple(self._condition() for _ in range(number - 1))
        return Branches("inclusive", tuple(self._ways(number, depth, False)), conditions, "inclusiveGateway")

    def _events(self, depth: int, alone: bool) -> Block:
        ways: list[Block] = []
        for _ in range(2):
            self._budget -= 1
            rest = (self.row(depth=depth, alone=alone),) if self._budget > 0 else ()
            ways.append(Row((Activity("intermediateCatchEvent"), *rest)))
        return Branches("eventBased", tuple(ways))

    def _back(self, depth: int, alone: bool) -> Block:
        redo = self.row(depth=depth, alone=alone) if self._chance(2) else Row(())
        return Back(self.row(depth=depth, alone=alone, waiting=True), self._condition(), redo)

    def _counted(self, depth: int, alone: bool) -> Block:
        self._scripts += 1
        variable = f"c{self._scripts}"
        step = Activity(
            "scriptTask", script=f"if {variable} = null then 1 else {variable} + 1", variable=variable
        )
        return Back(step, f"{variable} < {self._random.choice((2, 3))}")

    def _inside(self, depth: int, alone: bool) -> Block:
        return Inside(self.row(depth=depth, alone=True), self._loop() if self._chance(3) else "")

    def _failing(self, depth: int, alone: bool) -> Block:
        body, aside = self.row(depth=depth, alone=True), self.row(depth=depth, alone=alone)
        return Inside(body, "", aside, merging=self._chance(2), fails=self._condition())

    def _aside(self, depth: int, alone: bool) -> Block:
        aside = self.row(depth=depth, alone=alone)
        interrupting, merging = not self._chance(3), self._chance(2)
        if self._chance(2):
            body = self.row(depth=depth, alone=True, waiting=True)
            return Inside(body, "", aside, interrupting=interrupting, merging=merging)
        self._budget -= 1
        return Activity("userTask", "", None, "", aside, interrupting, merging)

    def _repeated(self, depth: int, alone: bool) -> Block:
        self._budget -= 1
        return Activity(self._random.choice(("userTask", "receiveTask", "task")), self._loop())

    def _loop(self) -> str:
        kind = self._random.choice(("sequential", "parallel", "standard"))
        if kind == "standard":
            before = self._random.choice(("true", "false"))
            most = self._random.choice(("1", "2", "3"))
            inside = f"<loopCondition>{escape(self._condition())}</loopCondition>"
            name = "standardLoopCharacteristics"
            return f'<{name} testBefore="{before}" loopMaximum="{most}">{inside}</{name}>'
        amount = self._random.choice(("0", "1", "2", "3", "n"))
        sequential = "true" if kind == "sequential" else "false"
        name = "multiInstanceLoopCharacteristics"
        inside = f"<loopCardinality>{amount}</loopCardinality>"
        if self._chance(3):
            inside += f"<completionCondition>{escape(self._random.choice(COMPLETIONS))}</completionCondition>"
        return f'<{name} isSequential="{sequential}">{inside}</{name}>'

    def _tangle(self, depth: int, alone: bool) -> Block:
        number = self._random.choice((2, 3, 4))
        steps: list[Block] = [self._waiting() for _ in range(number)]
        if self._chance(3):
            steps[0] = self.row(depth=depth, alone=alone, waiting=True)
        jumps = tuple((self._condition(), self._random.randrange(number)) for _ in range(number))
        return Tangle(tuple(steps), jumps)

    def _mesh(self, depth: int, alone: bool) -> Block:
        wide = [self._leads() for _ in range(self._random.choice((1, 2)))]
        rows = (((0, 1),), *wide)
        self._budget -= 3
        return Mesh(rows, tuple(self._condition() for _ in range(7)))

    def _leads(self) -> tuple[tuple[int, ...], ...]:
        return tuple(tuple(self._random.sample(range(3), self._random.choice((1, 2)))) for _ in range(2))


def model(seed: int) -> Block:
    """The model of a number: always the same, and now and then a large one."""
    return Grower(Random(seed), budget=2 + seed % 9).model()
