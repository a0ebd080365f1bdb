"""Findings about the flows of a type together: which stands behind which, which meet, which documents have none.

Conditions are boxes; applicants are the people who work here now. What is written in FEEL is no box: it is said that
it cannot be placed, and nothing is concluded from it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from engine.dmn.analysis.axis import Unplaceable
from engine.dmn.analysis.boxes import Grid, Walk
from engine.organisation import Person
from processes.approval.documents import DocumentType
from processes.approval.findings.examples import example, is_real
from processes.approval.findings.finding import Code, Finding, Tone
from processes.approval.findings.space import Box, Space, is_empty
from processes.approval.model import Flow

MOST_LOOKED_AT = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class InType:
    """A flow of a type as it is looked at, and the people it is for."""

    key: str
    name: str
    name_en: str
    flow: Flow
    people: frozenset[int]


def among(
    flows: Sequence[InType], document: DocumentType, everybody: Sequence[Person], *, refuses: bool
) -> list[tuple[str, Finding]]:
    """(flow, finding), in the order the flows are asked; those about no flow in particular have an empty key."""
    placed = [one for one in flows if not one.flow.entry.text]
    found = [(one.key, _unplaced(one)) for one in flows if one.flow.entry.text]
    try:
        space = Space(document, [one.flow.entry for one in placed])
        boxes = {
            one.key: [space.box(row) for row in one.flow.entry.rows] or [space.domains] for one in placed
        }
    except (KeyError, Unplaceable):
        return found  # faults say why
    reached: list[InType] = []
    for one in placed:
        said = list(_behind(space, boxes, one, reached))
        found += [(one.key, finding) for finding in said]
        reached += [] if any(finding.code == "FLOW_NEVER" for finding in said) else [one]
    if len(placed) == len(flows):
        found += [("", finding) for finding in _left_out(space, boxes, placed, everybody, refuses=refuses)]
    return found


def _behind(
    space: Space, boxes: dict[str, list[Box]], one: InType, earlier: Sequence[InType]
) -> Iterator[Finding]:
    """Never reached behind earlier flows, or meeting one of them, which then wins."""
    wider = [each for each in earlier if each.people >= one.people]
    if wider and _covered(space, [box for each in wider for box in boxes[each.key]], boxes[one.key]):
        yield _finding(
            "FLOW_NEVER",
            "warn",
            f"没有单据会走“{one.name}”：排在它前面的{_names(wider, 'zh')}已包含它的全部单据",
            f"No document takes “{one.name_en}”: {_names(wider, 'en')} before it take all of them"
            if len(wider) > 1
            else f"No document takes “{one.name_en}”: {_names(wider, 'en')} before it takes all of them",
        )
        return
    for each in earlier:
        box = _common(boxes[each.key], boxes[one.key]) if each.people & one.people else None
        if box is not None and is_real(space, box):
            zh, en = (example(space, box, lang) for lang in ("zh", "en"))
            yield _finding(
                "FLOWS_MEET",
                "info",
                f"“{each.name}”与“{one.name}”都适用{f'，例如 {zh}' if zh else ''}：走排在前面的“{each.name}”",
                f"“{each.name_en}” and “{one.name_en}” are both for some documents"
                f"{f', for example {en}' if en else ''}: the first, “{each.name_en}”, takes them",
            )


def _left_out(
    space: Space,
    boxes: dict[str, list[Box]],
    flows: Sequence[InType],
    everybody: Sequence[Person],
    *,
    refuses: bool,
) -> Iterator[Finding]:
    """A person with a document that no flow is for: the first there is."""
    if not flows:
        return
    then = ("不予批准", "refused") if refuses else ("不经审批即批准", "approved, and nobody is asked")
    for person in _each_scope(flows, everybody):
        mine = [box for one in flows if person.id in one.people for box in boxes[one.key]]
        gap = _gap(space, mine)
        if gap is None:
            continue
        zh, en = (example(space, gap, lang) for lang in ("zh", "en"))
        for_all = all(person.id in one.people for one in flows)
        whose_zh, whose_en = ("", "") if for_all else (person.name + "提交的", f" by {person.name_en}:")
        yield _finding(
            "NO_FLOW",
            "warn",
            f"没有适用流程的单据将{then[0]}，例如 {whose_zh}{zh or '任何单据'}",
            f"Documents without a flow are {then[1]}, for example{whose_en} {en or 'any document'}",
        )
        return


def _each_scope(flows: Sequence[InType], everybody: Sequence[Person]) -> Iterator[Person]:
    """One person for each set of flows that people have: the others are like him."""
    seen: set[tuple[bool, ...]] = set()
    for person in everybody:
        mine = tuple(person.id in one.people for one in flows)
        if mine not in seen:
            seen.add(mine)
            yield person


def _covered(space: Space, by: Sequence[Box], boxes: Sequence[Box]) -> bool:
    grid = Grid(tuple(by), space.domains)
    walks = [(Walk(grid), box) for box in boxes if not is_empty(box)]
    gaps = [next(walk.gaps(box, grid.everyone), None) for walk, box in walks]
    return all(gap is None for gap in gaps) and not any(walk.gave_up for walk, _box in walks)


def _gap(space: Space, by: Sequence[Box]) -> Box | None:
    grid = Grid(tuple(by), space.domains)
    found = islice(Walk(grid).gaps(space.domains, grid.everyone), MOST_LOOKED_AT)
    return next((gap for gap in found if is_real(space, gap)), None)


def _common(one: Sequence[Box], other: Sequence[Box]) -> Box | None:
    meeting = (tuple(a & b for a, b in zip(left, right, strict=True)) for left in one for right in other)
    return next((box for box in meeting if not is_empty(box)), None)


def _names(flows: Sequence[InType], lang: str) -> str:
    quoted = [f"“{one.name if lang == 'zh' else one.name_en}”" for one in flows]
    return ("、" if lang == "zh" else ", ").join(quoted)


def _unplaced(one: InType) -> Finding:
    return _finding(
        "FLOW_UNPLACED",
        "info",
        f"“{one.name}”的流程条件以 FEEL 书写：无法判断它与其他流程是否重叠或留有空缺",
        f"The condition of “{one.name_en}” is written in FEEL: whether it meets other flows, or leaves documents out,"
        " cannot be told",
    )


def _finding(code: Code, tone: Tone, zh: str, en: str) -> Finding:
    return Finding(code=code, tone=tone, zh=zh, en=en)
