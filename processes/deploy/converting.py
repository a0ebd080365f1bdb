"""Files of other formats among an upload become diagrams before anything else looks at them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.definition.findings import Finding
from engine.definition.xpdl import convert

XPDL = ".xpdl"


@dataclass(frozen=True, kw_only=True, slots=True)
class Original:
    """What a diagram was made of: the page gives it back, so that the findings stay until publication."""

    path: str
    data: bytes
    diagram: bytes


@dataclass(slots=True)
class Conversion:
    """The files to go on with; those that could not be converted are named and left out."""

    files: dict[str, bytes] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    originals: list[Original] = field(default_factory=list)


def converted(files: Mapping[str, bytes]) -> Conversion:
    """`order.xpdl` → `order.bpmn`; everything else as it is."""
    made = Conversion(files={path: data for path, data in files.items() if not _is_xpdl(path)})
    for path, data in files.items():
        if _is_xpdl(path):
            result = convert(data, file=path)
            made.findings += result.findings
            if result.bpmn is not None:
                made.files[_free(path[: -len(XPDL)], made.files)] = result.bpmn
                made.originals.append(Original(path=path, data=data, diagram=result.bpmn))
    return made


def _is_xpdl(path: str) -> bool:
    return path.lower().endswith(XPDL)


def _free(stem: str, files: Mapping[str, bytes]) -> str:
    path, number = f"{stem}.bpmn", 1
    while path in files:
        number += 1
        path = f"{stem}_{number}.bpmn"
    return path
