"""The model of a flow as JSON and back. What is left out is as in a fixed flow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypedDict, cast

from processes.approval.flow_models import MODELS, NO_LIMITS, Limits, Model
from processes.approval.json_reader import Reader
from processes.approval.model import Flow, Point

FLAGS = ("skippable", "addable", "choose")


class Adjustable(TypedDict):
    """What the applicant may change about a point."""

    skippable: bool
    addable: bool
    choose: bool


class ModelOf(TypedDict):
    """Who may change a route, and within what."""

    model: Model
    limits: Limits


def written_adjustable(point: Point) -> dict[str, Any]:
    """What the applicant may change about a point."""
    return {name: True for name in FLAGS if getattr(point, name)}


def read_adjustable(reader: Reader, raw: Mapping[str, Any], place: str) -> Adjustable:
    """The same from a point's JSON."""
    skippable, addable, choose = (reader.flag(raw.get(name, False), f"{place}/{name}") for name in FLAGS)
    return {"skippable": skippable, "addable": addable, "choose": choose}


def written_model(flow: Flow) -> dict[str, Any]:
    """The model, and its limits."""
    written: dict[str, Any] = {} if flow.model == "fixed" else {"model": flow.model}
    limits = {
        name: list(value) if isinstance(value, tuple) else value
        for name in Limits.__dataclass_fields__
        if (value := getattr(flow.limits, name)) != getattr(NO_LIMITS, name)
    }
    return {**written, "limits": limits} if limits else written


def read_model(reader: Reader, given: Mapping[str, Any]) -> ModelOf:
    """The same from a flow's JSON."""
    limits = reader.mapping(given.get("limits", {}), "limits")
    return {
        "model": cast(Model, reader.one_of(given.get("model", "fixed"), MODELS, "model")),
        "limits": Limits(
            steps=reader.whole(limits.get("steps", NO_LIMITS.steps), "limits/steps"),
            rank=reader.whole(limits.get("rank", 0), "limits/rank"),
            positions=tuple(reader.texts(limits.get("positions", []), "limits/positions")),
            departments=tuple(reader.texts(limits.get("departments", []), "limits/departments")),
        ),
    }
