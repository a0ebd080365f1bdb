"""Reading the form about the model of a flow: what was typed, every fault at its input."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from werkzeug.datastructures import MultiDict

from processes.approval.errors import Fault
from processes.approval.flow_models import MODELS, Limits
from processes.approval.limit_check import HIGHEST_RANK, MOST_LEAST
from processes.approval.model import Flow
from processes.approval.naming import Naming

MOST = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class TypedModel:
    """What was typed, and the flow as far as it can be read."""

    flow: Flow
    texts: Mapping[str, str]
    faults: list[Fault] = field(default_factory=list)

    def fault(self, place: str, lang: str) -> str:
        """What is wrong with one input; empty if nothing is."""
        return next((fault.text(lang) for fault in self.faults if fault.place == place), "")


def stored_model(flow: Flow) -> TypedModel:
    """A flow from the store, as the form shows it."""
    limits = flow.limits
    return TypedModel(flow=flow, texts={"steps": str(limits.steps), "rank": str(limits.rank or "")})


def read_model(form: MultiDict[str, str], flow: Flow, names: Naming) -> TypedModel:
    """What the form says about a flow. Codes that do not exist are left out; other models keep their limits."""
    texts = {name: form.get(name, "").strip()[:10] for name in ("steps", "rank")}
    model = next((one for one in MODELS if one == form.get("model")), flow.model)
    if model != "self":
        return TypedModel(flow=replace(flow, model=model), texts=texts)
    faults: list[Fault] = []
    least = 0 if flow.points else 1
    limits = Limits(
        steps=_whole("steps", texts, least, MOST_LEAST, faults),
        rank=_whole("rank", texts, 0, HIGHEST_RANK, faults),
        positions=tuple(code for code in form.getlist("positions")[:MOST] if code in names.positions),
        departments=tuple(code for code in form.getlist("departments")[:MOST] if code in names.departments),
    )
    return TypedModel(flow=replace(flow, model=model, limits=limits), texts=texts, faults=faults)


def _whole(name: str, texts: Mapping[str, str], least: int, most: int, faults: list[Fault]) -> int:
    text = texts[name] or str(least)
    if text.isascii() and text.isdecimal() and len(text) <= 4 and least <= int(text) <= most:
        return int(text)
    faults.append(
        Fault(
            place=name,
            zh=f"{least} 到 {most} 之间的整数",
            en=f"A whole number from {least} to {most}",
        )
    )
    return least
