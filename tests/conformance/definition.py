"""Scores reading and checking over the public diagrams: refused, crashed, hung, silently lost."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lxml import etree

from engine.definition import check, compile_diagram, read
from engine.definition.element import plain_name
from engine.definition.expressions import TextRefused
from engine.definition.findings import Finding
from engine.definition.rules.registry import RULES
from processes.check import check_files

HANG_SECONDS = 10.0
VENDORS = ("camunda", "activiti", "flowable", "fox", "zeebe", "spiffworkflow", "gx")


@dataclass
class Tally:
    """Files of one family, and those that fell through."""

    files: int = 0
    crashed: list[str] = field(default_factory=list)
    hung: list[str] = field(default_factory=list)
    lost: list[tuple[str, str]] = field(default_factory=list)
    slowest: float = 0.0

    def as_dict(self) -> dict[str, Any]:
        return {
            "files": self.files,
            "crashed": len(self.crashed),
            "hung": len(self.hung),
            "silently_lost": len(self.lost),
        }


def score(corpora: Path, *, every: int = 1) -> dict[str, Any]:
    """The scores of `make conformance`; None where the corpus is absent. `every`: a sample of the files."""
    return {
        "must_be_refused": _or_none(corpora / "betsy" / "must_be_refused", must_be_refused, every),
        "camunda": _or_none(corpora / "diagrams" / "camunda", _diagrams, every),
        "flowable": _or_none(corpora / "diagrams" / "flowable", _diagrams, every),
        "miwg": _or_none(corpora / "miwg", _miwg, every),
    }


def _or_none(folder: Path, scorer: Any, every: int) -> Any:
    return scorer(folder, every) if folder.is_dir() else None


def _files(folder: Path, every: int, *suffixes: str) -> list[Path]:
    found = sorted(path for path in folder.rglob("*") if path.name.endswith(suffixes))
    return found[::every]


def must_be_refused(folder: Path, every: int = 1) -> dict[str, int]:
    """Refused for a reason of BPMN, not because the kernel does not run it yet."""
    files = _files(folder, every, ".bpmn")
    passed = sum(any(_is_rule(f) for f in check_files({p.name: p.read_bytes()})) for p in files)
    return {"passed": passed, "of": len(files)}


def _is_rule(finding: Finding) -> bool:
    bindings = {"NOT_SUPPORTED", "SERVICE_UNBOUND", "PROCESS_EMPTY", "NO_PROCESS", "CHECK_FAILED"}
    return finding.severity == "error" and finding.element is not None and finding.code not in bindings


def _diagrams(folder: Path, every: int) -> dict[str, Any]:
    return tally(_files(folder, every, ".bpmn", ".xml")).as_dict()


def _miwg(folder: Path, every: int) -> dict[str, int]:
    """Well-formed files open as drafts."""
    files = [p for p in _files(folder, every, ".bpmn", ".xml") if _is_bpmn(p.read_bytes())]
    result = tally(files)
    return {"passed": len(files) - len(result.crashed) - len(result.hung), "of": len(files)}


def _is_bpmn(data: bytes) -> bool:
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return False
    return plain_name(str(root.tag)) == "definitions"


def tally(files: list[Path]) -> Tally:
    result = Tally()
    for path in files:
        result.files += 1
        began = time.monotonic()
        try:
            lost = list(lost_parts(path.read_bytes()))
        except Exception as error:
            result.crashed.append(f"{path}: {error!r}")
            continue
        seconds = time.monotonic() - began
        result.slowest = max(result.slowest, seconds)
        if seconds > HANG_SECONDS:
            result.hung.append(str(path))
        result.lost += [(str(path), part) for part in lost]
    return result


def lost_parts(data: bytes) -> Iterator[str]:
    """Elements and vendor attributes that are neither in the model nor named in a finding."""
    diagram = read(data)
    findings = check([diagram])
    for finding in findings:
        finding.message("zh"), finding.message("en"), finding.suggestion("zh"), finding.suggestion("en")
        if finding.severity == "error" and not finding.element and not finding.code.startswith("XML_"):
            yield f"finding {finding.code} without an element"
    if diagram.root is None:
        return
    if all(finding.severity != "error" for finding in findings):
        compile_diagram(diagram)
    else:
        with suppress(TextRefused):
            compile_diagram(diagram)
    yield from _unaccounted(diagram, findings)


def _unaccounted(diagram: Any, findings: list[Finding]) -> Iterator[str]:
    told = {(f.element, str(f.args.get("what"))) for f in findings}
    namespaces = {str(f.args.get("namespace")) for f in findings}
    for unread in diagram.unread:
        what = unread.name if unread.attribute else f"<{unread.name}>"
        foreign = unread.name.partition("}")[0] + "}" in namespaces
        owner = unread.owner or diagram.root.id or diagram.root.name
        if (owner, what) not in told and not foreign:
            yield f"{what} of {owner}"
    nodes = {node.id for process in diagram.processes for node in _nodes(process.body)}
    named = {f.element for f in findings}
    kinds = set(_node_kinds())
    for element in diagram.root.walk():
        known = element.id or f"line-{element.line}"
        if element.name in kinds and known not in nodes and known not in named:
            yield f"<{element.name}> {element.id}"


def _nodes(body: Any) -> Iterator[Any]:
    for node in body.nodes:
        yield node
        if node.body is not None:
            yield from _nodes(node.body)


def _node_kinds() -> Iterator[str]:
    from engine.definition.reading.nodes import KINDS

    yield from KINDS


if __name__ == "__main__":
    where = Path(sys.argv[1])
    print(json.dumps(score(where, every=int(sys.argv[2]) if len(sys.argv) > 2 else 1)), len(RULES))
