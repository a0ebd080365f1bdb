"""Findings within the condition of one point: rows and tests that say nothing, a condition that asks nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.dmn.analysis.axis import Unplaceable
from engine.dmn.analysis.boxes import Grid, Walk, segments_of
from engine.feel.texts import Lang
from processes.approval.conditions import read_aloud
from processes.approval.documents import DocumentType
from processes.approval.findings.examples import example
from processes.approval.findings.finding import Finding
from processes.approval.findings.space import Row, Space, is_empty
from processes.approval.model import ALWAYS, Condition, Point, Test


def of_point(point: Point, document: DocumentType, entry: Condition = ALWAYS) -> list[Finding]:
    """Everything about the condition of a point. `entry` is the condition of the flow it belongs to.

    Nothing where a condition cannot be placed: its faults say why.
    """
    condition = point.condition
    if condition.is_always:
        return []
    if condition.text:
        return [_unplaced(point)]
    entry = ALWAYS if entry.text else entry  # a text is no box: what holds for every document is still true
    try:
        space = Space(document, (condition, entry))
        grid = space.grid(condition.rows)
    except (KeyError, Unplaceable):
        return []
    return [
        *_never(point, document, space),
        *_redundant(point, document, space),
        *_covered(point, space, grid),
        *_whole(point, space, grid, entry),
    ]


def _unplaced(point: Point) -> Finding:
    return Finding(
        code="TEXT_UNPLACED",
        tone="info",
        point=point.number,
        zh="条件以 FEEL 书写：无法逐项核对空缺与重叠，请用“试一个”和回测检验",
        en="The condition is written in FEEL: gaps and overlaps cannot be told; try documents and run a backtest",
    )


def _never(point: Point, document: DocumentType, space: Space) -> Iterator[Finding]:
    for number, row in enumerate(point.condition.rows):
        against = _contradicting(row, space)
        if against:
            zh, en = (read_aloud(Condition(rows=(against,)), document, lang) for lang in ("zh", "en"))
            yield Finding(
                code="ROW_NEVER",
                tone="bad",
                point=point.number,
                row=number,
                zh=f"第 {number + 1} 组条件永远不成立：“{zh}”没有可能的取值",
                en=f"Group {number + 1} can never hold: no value is such that {_small(en)}",
            )


def _contradicting(row: Row, space: Space) -> Row:
    """The tests of the first fact for which they leave no value; empty if all do."""
    for fact in dict.fromkeys(test.fact for test in row):
        same = tuple(test for test in row if test.fact == fact)
        if is_empty(space.box(same)):
            return same
    return ()


def _redundant(point: Point, document: DocumentType, space: Space) -> Iterator[Finding]:
    """Tests that another of the same row implies."""
    for number, row in enumerate(point.condition.rows):
        if is_empty(space.box(row)):
            continue
        kept = set(range(len(row)))
        for index, test in reversed(list(enumerate(row))):
            others = [row[each] for each in sorted(kept - {index}) if row[each].fact == test.fact]
            if others and space.box(others) == space.box([*others, test]):
                kept.remove(index)
                yield _implied(point, document, number, index, test, others)


def _implied(
    point: Point, document: DocumentType, row: int, index: int, test: Test, others: Sequence[Test]
) -> Finding:
    def said(tests: Sequence[Test], lang: Lang) -> str:
        return read_aloud(Condition(rows=(tuple(tests),)), document, lang)

    return Finding(
        code="TEST_REDUNDANT",
        tone="warn",
        point=point.number,
        row=row,
        test=index,
        zh=f"“{said([test], 'zh')}”多余：已有“{said(others, 'zh')}”",
        en=f"“{said([test], 'en')}” adds nothing to “{_small(said(others, 'en'))}”",
    )


def _covered(point: Point, space: Space, grid: Grid) -> Iterator[Finding]:
    """Rows without which the condition would say the same; of two equal ones the later."""
    alive = sum(1 << row for row, box in enumerate(grid.masks) if not is_empty(box))
    for row in reversed(range(len(grid.masks))):
        box, rest = grid.masks[row], alive & ~(1 << row)
        if is_empty(box) or not rest:
            continue
        walk = Walk(grid)
        if next(walk.gaps(box, rest), None) is None and not walk.gave_up:
            alive = rest
            meeting = list(segments_of(grid.meeting(box) & rest))
            by = [each for each in meeting if _inside(box, grid.masks[each])][:1] or meeting
            yield _said_already(point, space, grid, row, by)


def _said_already(point: Point, space: Space, grid: Grid, row: int, by: Sequence[int]) -> Finding:
    numbers = [str(each + 1) for each in by]
    zh, en = (example(space, grid.masks[row], lang) for lang in ("zh", "en"))
    return Finding(
        code="ROW_COVERED",
        tone="warn",
        point=point.number,
        row=row,
        zh=f"第 {row + 1} 组条件多余：符合它的单据也都符合第 {'、'.join(numbers)} 组（例如 {zh}）",
        en=f"Group {row + 1} adds nothing: whatever meets it meets group {', '.join(numbers)} too"
        f" (for example {en})",
    )


def _whole(point: Point, space: Space, grid: Grid, entry: Condition) -> Iterator[Finding]:
    """Never or always entered, of the documents that the flow takes."""
    within = [space.domains] if entry.is_always else [space.box(row) for row in entry.rows]
    within = [box for box in within if not is_empty(box)]
    reached = [box for box in grid.masks if any(_meet(box, each) for each in within)]
    if not reached:
        yield _never_entered(point, by_itself=entry.is_always or all(is_empty(box) for box in grid.masks))
        return
    walks = [Walk(grid) for _each in within]
    gaps = [walk.gaps(box, grid.everyone) for walk, box in zip(walks, within, strict=True)]
    if all(next(gap, None) is None for gap in gaps) and not any(walk.gave_up for walk in walks):
        yield _always_entered(point, by_itself=entry.is_always)


def _inside(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return not any(mine & ~its for mine, its in zip(one, other, strict=True))


def _meet(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(left & right for left, right in zip(one, other, strict=True))


def _never_entered(point: Point, *, by_itself: bool) -> Finding:
    return Finding(
        code="POINT_NEVER",
        tone="bad",
        point=point.number,
        zh="没有单据会进入该审批点" + ("" if by_itself else "：流程的入口条件排除了它们"),
        en="No document enters this point"
        + ("" if by_itself else ": the condition of the flow keeps them out"),
    )


def _always_entered(point: Point, *, by_itself: bool) -> Finding:
    return Finding(
        code="POINT_ALWAYS",
        tone="warn",
        point=point.number,
        zh="虽有条件，但每份单据都会进入该审批点" + ("" if by_itself else "：流程的入口条件已包含它"),
        en="Every document enters this point although it has a condition"
        + ("" if by_itself else ": the condition of the flow says it already"),
    )


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]
