"""Which points a document comes to, as a picture over two facts: in every field of it the answer is the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from engine.dmn.analysis.axis import Unplaceable
from engine.dmn.analysis.boxes import Grid, Walk
from engine.feel.texts import Lang
from processes.approval.documents import DocumentType, FactField
from processes.approval.findings.examples import example
from processes.approval.findings.space import Box, Row, Space, is_empty
from processes.approval.model import Condition, Flow, Point
from processes.approval.regions import Region, regions

Answer = Literal["yes", "no", "depends"]
Kind = Literal["mine", "maybe", "others", "nobody", "outside"]
MOST = 10  # regions of a fact: beyond that nobody reads the picture


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """One field of the picture. `entered`, `depends`: numbers of points; depends: on facts that it does not show.

    `kind`: the point looked at is entered, perhaps entered, only others are, nobody is asked, or the flow is not
    for it.
    """

    kind: Kind
    entered: tuple[int, ...] = ()
    depends: tuple[int, ...] = ()
    example: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Coverage:
    """The picture: `across` and `down` are its facts (down may be missing), `facts` those to choose from."""

    across: FactField
    down: FactField | None
    columns: Sequence[Region]
    rows: Sequence[tuple[Region | None, Sequence[Place]]]
    facts: Sequence[FactField]
    texts: tuple[int, ...] = ()

    @property
    def unasked(self) -> list[Place]:
        """The fields in which nobody is asked."""
        return [place for _, places in self.rows for place in places if place.kind == "nobody"]


def coverage(
    flow: Flow, document: DocumentType, point: Point, lang: Lang, across: str = "", down: str = ""
) -> Coverage | None:
    """The picture of a flow with one of its points; None where there is nothing to draw."""
    try:
        space = Space(document, [*(each.condition for each in flow.points), flow.entry])
    except (KeyError, Unplaceable):
        return None
    facts = _facts(space, point)
    if not facts:
        return None
    first = next((fact for fact in facts if fact.name == across), facts[0])
    others = [fact for fact in facts if fact is not first]
    second = next((fact for fact in others if fact.name == down), others[0] if others else None)
    rows = [row for each in flow.points for row in each.condition.rows] + list(flow.entry.rows)
    columns, lines = regions(space, first, rows, lang), _lines(space, second, rows, lang)
    if max(len(columns), len(lines)) > MOST:
        return None
    drawing = _Drawing(space, flow, point, lang)
    return Coverage(
        across=first,
        down=second,
        columns=columns,
        rows=[(line, [drawing.place(first, column, second, line) for column in columns]) for line in lines],
        facts=facts,
        texts=tuple(each.number for each in flow.points if each.condition.text),
    )


def _facts(space: Space, point: Point) -> list[FactField]:
    """Those of the point first: the picture is about it."""
    mine = [name for name in point.condition.facts if not point.condition.text]
    return sorted(space.facts, key=lambda fact: mine.index(fact.name) if fact.name in mine else len(mine))


def _lines(space: Space, fact: FactField | None, rows: Sequence[Row], lang: Lang) -> list[Region | None]:
    return [None] if fact is None else list(regions(space, fact, rows, lang))


class _Drawing:
    """Answers for the fields of one picture."""

    def __init__(self, space: Space, flow: Flow, point: Point, lang: Lang) -> None:
        self._space = space
        self._flow = flow
        self._point = point
        self._lang = lang
        self._grids = {each.number: self._grid(each.condition) for each in flow.points if not _open(each)}
        self._entry = None if flow.entry.is_always or flow.entry.text else self._grid(flow.entry)

    def place(self, first: FactField, column: Region, second: FactField | None, line: Region | None) -> Place:
        """One field."""
        masks = {first.name: column.mask}
        if second is not None and line is not None:
            masks[second.name] = line.mask
        box: Box = tuple(
            masks.get(fact.name, domain)
            for fact, domain in zip(self._space.facts, self._space.domains, strict=True)
        )
        if self._entry is not None and _answer(self._entry, box) == "no":
            return Place(kind="outside")
        answers = {each.number: self._asked(each, box) for each in self._flow.points}
        entered = tuple(number for number, answer in answers.items() if answer == "yes")
        depends = tuple(number for number, answer in answers.items() if answer == "depends")
        return Place(
            kind=self._kind(entered, depends),
            entered=entered,
            depends=depends,
            example=example(self._space, box, self._lang),
        )

    def _kind(self, entered: Sequence[int], depends: Sequence[int]) -> Kind:
        if self._point.number in entered:
            return "mine"
        if self._point.number in depends:
            return "maybe"
        return "others" if entered or depends else "nobody"

    def _asked(self, point: Point, box: Box) -> Answer:
        if point.condition.is_always:
            return "yes"
        grid = self._grids.get(point.number)
        return "depends" if grid is None else _answer(grid, box)

    def _grid(self, condition: Condition) -> Grid:
        return self._space.grid(condition.rows)


def _open(point: Point) -> bool:
    return point.condition.is_always or bool(point.condition.text)


def _answer(grid: Grid, box: Box) -> Answer:
    """Whether the rows hold everywhere in a box, nowhere, or here and there."""
    if not any(_meets(box, mask) for mask in grid.masks):
        return "no"
    walk = Walk(grid, work=20_000)
    return "depends" if next(walk.gaps(box, grid.everyone), None) is not None or walk.gave_up else "yes"


def _meets(box: Box, other: Iterable[int]) -> bool:
    return not is_empty(tuple(mine & its for mine, its in zip(box, other, strict=True)))
