"""What changed between two versions of a decision table: columns, rows, cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from engine.dmn.model import DecisionTable, Element, TableRule

LONGEST = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Detail:
    """One thing within a decision: what it is in both languages, before and after; an empty side is not there."""

    zh: str
    en: str
    before: str = ""
    after: str = ""

    def what(self, lang: str) -> str:
        """In the reader's language."""
        return self.zh if lang == "zh" else self.en


def table_details(old: DecisionTable, new: DecisionTable) -> Iterator[Detail]:
    """What differs between two tables: hit policy, columns, rows cell by cell."""
    policies = [f"{each.hit_policy} {each.aggregation}".strip() for each in (old, new)]
    yield from if_other("命中策略", "hit policy", *policies)
    for zh, en, before, after in (
        ("输入", "input", _columns(old.inputs), _columns(new.inputs)),
        ("输出", "output", _columns(old.outputs), _columns(new.outputs)),
    ):
        for name in (*after, *(name for name in before if name not in after)):
            yield from if_other(f"{zh}“{name}”", f"{en} “{name}”", before.get(name, ""), after.get(name, ""))
    columns = _paired(old, new)
    for before_row, after_row in _rows(old.rules, new.rules):
        yield from _row(old, new, before_row, after_row, columns)


def _columns(clauses: Sequence[Element]) -> dict[str, str]:
    """Name of a column → what is said of it."""
    found = {}
    for clause in clauses:
        expression = getattr(clause, "expression", None)
        name = expression.text if expression is not None else getattr(clause, "name", "")
        facts = [
            getattr(clause, "label", "") or name,
            (expression.type_ref if expression is not None else "") or clause.type_ref,
            getattr(clause, "values", ""),
            default.text if (default := getattr(clause, "default", None)) is not None else "",
        ]
        found[name or "–"] = " · ".join(fact for fact in facts if fact) or "–"
    return found


def _paired(old: DecisionTable, new: DecisionTable) -> list[tuple[str, int, int]]:
    """Columns that both have: name, place before, place after; outputs count after the inputs."""
    was, now = ([*_columns(each.inputs), *_columns(each.outputs)] for each in (old, new))
    labels = [getattr(each, "label", "") for each in (*new.inputs, *new.outputs)]
    return [(labels[at] or name, was.index(name), at) for at, name in enumerate(now) if name in was]


def _rows(old: Sequence[TableRule], new: Sequence[TableRule]) -> Iterator[tuple[int | None, int | None]]:
    """The rows that belong together: by their ids, else in the order that leaves most of them as they were."""
    ids = [[rule.id for rule in each] for each in (old, new)]
    if all(all(each) and len(set(each)) == len(each) for each in ids):
        places = {identifier: at for at, identifier in enumerate(ids[0])}
        yield from ((places.get(identifier), at) for at, identifier in enumerate(ids[1]))
        yield from ((at, None) for at, identifier in enumerate(ids[0]) if identifier not in set(ids[1]))
        return
    matcher = SequenceMatcher(
        a=[_cells(rule) for rule in old], b=[_cells(rule) for rule in new], autojunk=False
    )
    for _tag, first, last, start, end in matcher.get_opcodes():
        for step in range(max(last - first, end - start)):
            before, after = first + step, start + step
            yield before if before < last else None, after if after < end else None


def _cells(rule: TableRule) -> tuple[str, ...]:
    return tuple(cell.text for cell in (*rule.tests, *rule.outputs))


def _row(
    old: DecisionTable,
    new: DecisionTable,
    before: int | None,
    after: int | None,
    columns: Sequence[tuple[str, int, int]],
) -> Iterator[Detail]:
    if before is None and after is not None:
        yield Detail(zh=f"新增第 {after + 1} 行", en=f"row {after + 1} added", after=_told(new.rules[after]))
    elif after is None and before is not None:
        yield Detail(
            zh=f"删除原第 {before + 1} 行", en=f"row {before + 1} removed", before=_told(old.rules[before])
        )
    elif before is not None and after is not None:
        was, now = _cells(old.rules[before]), _cells(new.rules[after])
        for name, at, place in columns:
            yield from if_other(
                f"第 {after + 1} 行“{name}”", f"row {after + 1}, “{name}”", was[at] or "-", now[place] or "-"
            )
        if before != after and len(old.rules) == len(new.rules):
            yield Detail(zh="行的位置", en="place of the row", before=str(before + 1), after=str(after + 1))


def _told(rule: TableRule) -> str:
    tests, outputs = (" | ".join(cell.text or "-" for cell in cells) for cells in (rule.tests, rule.outputs))
    return _short(f"{tests} → {outputs}")


def if_other(zh: str, en: str, before: str, after: str) -> Iterator[Detail]:
    """A detail if the texts differ."""
    if before != after:
        yield Detail(zh=zh, en=en, before=_short(before), after=_short(after))


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
