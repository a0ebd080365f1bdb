"""What the page of a kind of request says about the model of its flow: who may change a route, and within what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from processes.approval.flow_models import MODELS, Limits, Model
from processes.approval.limit_check import HIGHEST_RANK, MOST_LEAST
from processes.approval.model_content import FLAGS
from processes.requests.head import Head

Text = Mapping[str, str]
#: Inputs of the page.
NAMES = ("model", "least_steps", "least_rank")
_USUAL = Limits()


def model_of(basics: Text, faults: dict[str, tuple[str, str]]) -> tuple[Model, dict[str, Any]]:
    """The model and the limits that the page says; what it cannot say is kept elsewhere."""
    model: Model = next((one for one in MODELS if one == basics.get("model")), "fixed")
    if model != "self":
        return model, {}
    steps = _whole("least_steps", basics, _USUAL.steps, MOST_LEAST, faults)
    rank = _whole("least_rank", basics, 0, HIGHEST_RANK, faults)
    return model, {"steps": steps} | ({"rank": rank} if rank else {})


def texts_of(head: Head) -> dict[str, str]:
    """The inputs of a design."""
    limits = head.limits
    return {
        "model": head.model,
        "least_steps": str(limits.get("steps", _USUAL.steps)),
        "least_rank": str(limits.get("rank", "") or ""),
    }


def flags_of(row: Text) -> Iterator[tuple[str, bool]]:
    """What applicants may do about a point, as the package says it."""
    for name in FLAGS:
        if row.get(name) == "1":
            yield name, True


def flag_texts(point: Mapping[str, Any]) -> dict[str, str]:
    """The inputs of a point."""
    return {name: "1" if point.get(name) is True else "" for name in FLAGS}


def _whole(name: str, basics: Text, usual: int, most: int, faults: dict[str, tuple[str, str]]) -> int:
    text = basics.get(name, "").strip()
    if not text:
        return usual
    if not (text.isascii() and text.isdecimal() and len(text) <= 4 and int(text) <= most):
        faults[name] = (f"0 到 {most} 之间的整数", f"A whole number from 0 to {most}")
        return usual
    return int(text)
