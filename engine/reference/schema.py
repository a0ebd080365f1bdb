"""The BPMN schema that SpiffWorkflow ships: deviations are warnings, since many good tools deviate."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from lxml import etree

from engine.definition.findings import Finding, Rule
from engine.definition.xml import XmlRefused, safe_parse

RULES: Final[Mapping[str, Rule]] = {
    "SCHEMA_DEVIATION": Rule(
        severity="warning",
        en="The BPMN schema does not allow this: {reason}",
        zh="不符合 BPMN 模式定义：{reason}",
        fix_en="Correct it if another tool has to read the file.",
        fix_zh="如果其他工具需要读取该文件，请改正。",
    ),
    "SCHEMA_MANY": Rule(
        severity="warning",
        en="The BPMN schema has {count} more objections to this file.",
        zh="该文件另有 {count} 处不符合 BPMN 模式定义。",
        fix_en="Correct the first ones and check again.",
        fix_zh="请先改正前面的问题，再重新检查。",
    ),
}
MAX_FINDINGS: Final = 30

_BPMN: Final = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
_cache = threading.local()


def schema_findings(data: bytes, *, file: str = "") -> list[Finding]:
    """What the schema objects to; empty for files that cannot be parsed (the reader has said so)."""
    try:
        root = safe_parse(data)
    except XmlRefused:
        return []
    if root.tag != f"{_BPMN}definitions":
        return []
    schema = _schema()
    if schema.validate(root):
        return []
    log: Any = schema.error_log  # its stub forgets that it can be iterated
    errors = list(log)
    found = [_finding(root, error, file) for error in errors[:MAX_FINDINGS]]
    if len(errors) > MAX_FINDINGS:
        args: dict[str, object] = {"count": len(errors) - MAX_FINDINGS}
        found.append(Finding(code="SCHEMA_MANY", rule=RULES["SCHEMA_MANY"], file=file, args=args))
    return found


def _schema() -> etree.XMLSchema:
    # One per thread: the error log of a schema belongs to its last validation.
    schema: etree.XMLSchema | None = getattr(_cache, "schema", None)
    if schema is None:
        parser = etree.XMLParser(no_network=True, resolve_entities=False)
        schema = _cache.schema = etree.XMLSchema(etree.parse(str(_location()), parser))
    return schema


def _location() -> Path:
    """Where the installed package keeps its schema; the package itself is not imported."""
    spec = find_spec("SpiffWorkflow")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("SpiffWorkflow is not installed")
    home = Path(next(iter(spec.submodule_search_locations)))
    return home / "bpmn" / "parser" / "schema" / "BPMN20.xsd"


def _finding(root: etree._Element, error: etree._LogEntry, file: str) -> Finding:
    reason = error.message.replace(_BPMN, "")[:300]
    element = _nearest_id(root, error.line)
    return Finding(
        code="SCHEMA_DEVIATION",
        rule=RULES["SCHEMA_DEVIATION"],
        file=file,
        element=element,
        line=error.line,
        args={"reason": reason},
    )


def _nearest_id(root: etree._Element, line: int) -> str | None:
    """The id of the last element that begins at or before the line, or of what it stands in."""
    last: etree._Element = root
    for element in root.iter():
        known: object = element.sourceline
        if isinstance(known, int) and known > line:
            break
        last = element
    current: etree._Element | None = last
    while current is not None:
        if current.get("id"):
            return current.get("id")
        current = current.getparent()
    return None
