"""What changed between two versions of decision models, decision by decision, tables row by row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from engine.dmn.model import (
    Boxed,
    Decision,
    DecisionTable,
    Definitions,
    DrgElement,
    Element,
    InputData,
    ItemDefinition,
    KnowledgeModel,
    LiteralExpression,
)
from processes.decisions.comparing_tables import Detail, if_other, table_details
from processes.decisions.opened import opened

Shown = (Decision, KnowledgeModel)
"""What has a page of its own."""
Change = Literal["added", "removed", "changed"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """A decision, input or type that is not as it was. `decision`: what its page is called by, may be empty."""

    change: Change
    name: str
    zh: str
    en: str
    file: str
    decision: str = ""
    details: tuple[Detail, ...] = ()

    def kind_in(self, lang: str) -> str:
        """“decision”, 决策."""
        return self.zh if lang == "zh" else self.en


def compare_decisions(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> list[Difference]:
    """All differences of the decision models among the files of two versions."""
    before = {one.path: one for one in opened(old)}
    after = {one.path: one for one in opened(new)}
    found: list[Difference] = []
    for path in sorted({*before, *after}):
        if old.get(path) == new.get(path):
            continue
        models = [
            one.model.definitions if one and one.model else None
            for one in (before.get(path), after.get(path))
        ]
        found += _of_file(path, *models)
    return found


def _of_file(path: str, old: Definitions | None, new: Definitions | None) -> Iterator[Difference]:
    was, now = _parts(old), _parts(new)
    for key in (*now, *(key for key in was if key not in now)):
        before, after = was.get(key), now.get(key)
        part = after or before
        assert part is not None
        details = tuple(_details(before, after)) if before is not None and after is not None else ()
        if before is not None and after is not None and not details:
            continue
        zh, en = _kind(part)
        yield Difference(
            change="added" if before is None else "removed" if after is None else "changed",
            name=part.name,
            zh=zh,
            en=en,
            file=path,
            decision=(part.id or part.name)
            if after is not None and isinstance(part, (Decision, KnowledgeModel))
            else "",
            details=details,
        )


def _parts(definitions: Definitions | None) -> dict[str, DrgElement | ItemDefinition]:
    if definitions is None:
        return {}
    return {
        **{f"e:{each.id or each.name}": each for each in definitions.elements},
        **{f"t:{each.name}": each for each in definitions.items},
    }


def _kind(part: DrgElement | ItemDefinition) -> tuple[str, str]:
    if isinstance(part, Decision):
        return ("决策表", "decision table") if isinstance(part.logic, DecisionTable) else ("决策", "decision")
    if isinstance(part, KnowledgeModel):
        return "业务知识", "business knowledge"
    if isinstance(part, InputData):
        return "输入数据", "input data"
    return ("类型", "type") if isinstance(part, ItemDefinition) else ("决策服务", "decision service")


def _details(old: DrgElement | ItemDefinition, new: DrgElement | ItemDefinition) -> Iterator[Detail]:
    yield from if_other("名称", "name", old.name, new.name)
    yield from if_other("类型", "type", old.type_ref, new.type_ref)
    if isinstance(old, ItemDefinition) and isinstance(new, ItemDefinition):
        yield from if_other("可选值", "allowed values", old.allowed, new.allowed)
        parts = [", ".join(f"{c.name}: {c.type_ref}" for c in each.components) for each in (old, new)]
        yield from if_other("组成", "components", *parts)
        return
    yield from if_other("依赖", "requirements", _required(old), _required(new))
    yield from _logic(_logic_of(old), _logic_of(new))


def _required(element: DrgElement | ItemDefinition) -> str:
    hrefs: Sequence[str] = getattr(element, "requirements", ())
    return ", ".join(sorted(href.rpartition("#")[2] for href in hrefs))


def _logic_of(element: DrgElement | ItemDefinition) -> Boxed | None:
    if isinstance(element, Decision):
        return element.logic
    return element.function if isinstance(element, KnowledgeModel) else None


def _logic(old: Boxed | None, new: Boxed | None) -> Iterator[Detail]:
    if isinstance(old, DecisionTable) and isinstance(new, DecisionTable):
        yield from table_details(old, new)
    else:
        yield from if_other("逻辑", "logic", _text(old), _text(new))


def _text(logic: object) -> str:
    """All texts of boxed logic, in order."""
    return " ".join(_texts(logic))


def _texts(part: object) -> Iterator[str]:
    if isinstance(part, LiteralExpression):
        yield part.text
    elif isinstance(part, (tuple, list)):
        for each in part:
            yield from _texts(each)
    elif isinstance(part, Element):
        for name in part.__dataclass_fields__:
            value = getattr(part, name)
            if name in ("name", "variable") and value:
                yield f"{value}:"
            elif name not in ("id", "line", "type_ref"):
                yield from _texts(value)
    elif isinstance(part, str) and part:
        yield part
