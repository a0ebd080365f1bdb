"""One part of what can be set at a point: how it is shown and read. `point_parts` lists them all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from processes.approval.errors import Fault
from processes.approval.model import Point
from processes.approval.naming import Naming


@dataclass(frozen=True, kw_only=True, slots=True)
class Posted:
    """What a part reads from. `texts` are the text inputs of all parts as typed, stripped and cut.

    A part adds to `faults`; the `place` of a fault is the name of the input it is about.
    """

    form: MultiDict[str, str]
    texts: Mapping[str, str]
    names: Naming
    faults: list[Fault]


def _no_texts(_point: Point, _names: Naming) -> Mapping[str, str]:
    return {}


@dataclass(frozen=True, kw_only=True, slots=True)
class PointPart:
    """`template` is included in the form of the point and draws its own card, also for those who only read.

    It has `page`, `point` (as stored), `typed` (as typed: `typed.texts`, `typed.point`,
    `typed.fault(input, lang())`) and `editable`. `inputs`: names of its text inputs. `texts`: what they show of a
    stored point. `read`: the point with what was posted; a form that does not have the part changes nothing.
    """

    template: str
    read: Callable[[Point, Posted], Point]
    inputs: tuple[str, ...] = ()
    texts: Callable[[Point, Naming], Mapping[str, str]] = _no_texts
