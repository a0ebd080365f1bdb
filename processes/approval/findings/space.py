"""The facts that conditions ask about as axes, and rows of conditions as boxes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from engine.dmn.analysis.axis import Axis, Unplaceable
from engine.dmn.analysis.boxes import Grid
from engine.dmn.analysis.kinds import axis_kind
from engine.feel.ranges import comparison_range
from engine.feel.values import Range
from processes.approval.documents import DocumentType, FactField
from processes.approval.model import Condition, Test

Row = tuple[Test, ...]
Box = tuple[int, ...]
_NO_NULL = 1
"""Facts of documents are always there: the axes' first segment, null's, is left out here."""
_COMPARED = {"gt": ">", "ge": ">=", "lt": "<", "le": "<="}


class Space:
    """One axis for each fact that the conditions ask about. Raises KeyError for a fact the document lacks.

    A text fact with few values has exactly these; any other has one more segment for everything else.
    """

    def __init__(self, document: DocumentType, conditions: Iterable[Condition]) -> None:
        tests = [test for condition in conditions for row in condition.rows for test in row]
        named = dict.fromkeys(test.fact for test in tests)
        self.facts: tuple[FactField, ...] = tuple(_known(document, name) for name in named)
        self.points: list[list[Decimal]] = []
        self._words: list[tuple[str, ...]] = []
        self._axes: list[Axis] = []
        domains = []
        for fact in self.facts:
            constants = [value for test in tests if test.fact == fact.name for value in _constants(test)]
            constants += list(fact.choices or ())
            axis = Axis(_ends(constants, fact), kind=fact.type, ordered=False)
            self._axes.append(axis)
            self.points.append(_cuts(constants))
            self._words.append(tuple(dict.fromkeys(each for each in constants if isinstance(each, str))))
            domains.append(_domain(axis, constants) if fact.choices else axis.everything >> _NO_NULL)
        self.domains: Box = tuple(domains)
        self._place = {fact.name: place for place, fact in enumerate(self.facts)}

    def box(self, row: Sequence[Test]) -> Box:
        """Where all tests of a row hold; a column without segments: nowhere."""
        masks = list(self.domains)
        for test in row:
            masks[self._place[test.fact]] &= self.mask(test)
        return tuple(masks)

    def mask(self, test: Test) -> int:
        """The segments of its fact where one test holds."""
        place = self._place[test.fact]
        axis = self._axes[place]
        found = 0
        for constant in _constants(test):
            found |= axis.mask(constant) >> _NO_NULL
        turned = test.operator in ("ne", "not_in")
        return (~found if turned else found) & self.domains[place]

    def words(self, place: int) -> tuple[str, ...]:
        """The texts that cut the axis of a fact."""
        return self._words[place]

    def segment_of(self, fact: FactField, word: str) -> int:
        """The segment of one value of a fact with few values."""
        return self._axes[self._place[fact.name]].mask(word) >> _NO_NULL

    def grid(self, rows: Sequence[Row]) -> Grid:
        """The rows as boxes in this space."""
        return Grid(tuple(self.box(row) for row in rows), self.domains)


def is_empty(box: Box) -> bool:
    """Whether nothing lies in it."""
    return not all(box)


def _known(document: DocumentType, name: str) -> FactField:
    fact = document.fact(name)
    if fact is None:
        raise KeyError(name)
    return fact


def _constants(test: Test) -> list[object]:
    value = test.value
    if test.operator in _COMPARED:
        return [comparison_range(_COMPARED[test.operator], value)]
    if test.operator == "between":
        assert isinstance(value, tuple)
        return [Range(value[0], value[1], True, True)]
    return list(value) if isinstance(value, tuple) else [value]


def _ends(constants: Sequence[object], fact: FactField) -> list[object]:
    """The values that cut the axis of a fact. Raises Unplaceable for values of another kind."""
    ends = [
        end
        for each in constants
        for end in ((each.low, each.high) if isinstance(each, Range) else (each,))
        if end is not None
    ]
    if any(axis_kind(end) != fact.type for end in ends):
        raise Unplaceable
    return ends


def _cuts(constants: Sequence[object]) -> list[Decimal]:
    ends: set[Decimal] = set()
    for constant in constants:
        values = (constant.low, constant.high) if isinstance(constant, Range) else (constant,)
        ends |= {value for value in values if isinstance(value, Decimal)}
    return sorted(ends)


def _domain(axis: Axis, constants: Sequence[object]) -> int:
    found = 0
    for constant in constants:
        found |= axis.mask(constant) >> _NO_NULL
    return found
