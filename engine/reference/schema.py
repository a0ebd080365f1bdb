"""The BPMN and DMN schemas that SpiffWorkflow ships: deviations are warnings, since many good tools deviate."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from lxml import etree

from engine.definition.findings import Finding, Rule
from engine.definition.xml import XmlRefused, safe_parse
from engine.reference.dmn_schema import LATER, SHIPPED, dmn_schema

RULES: Final[Mapping[str, Rule]] = {
    "SCHEMA_DEVIATION": Rule(
        severity="warning",
        en="The {standard} schema does not allow this: {reason}",
        zh="不符合 {standard} 模式定义：{reason}",
        fix_en="Correct it if another tool has to read the file.",
        fix_zh="如果其他工具需要读取该文件，请改正。",
    ),
    "SCHEMA_MANY": Rule(
        severity="warning",
        en="The {standard} schema has {count} more objections to this file.",
        zh="该文件另有 {count} 处不符合 {standard} 模式定义。",
        fix_en="Correct the first ones and check again.",
        fix_zh="请先改正前面的问题，再重新检查。",
    ),
}
MAX_FINDINGS: Final = 30

_BPMN: Final = "http://www.omg.org/spec/BPMN/20100524/MODEL"
_NAMESPACE: Final = re.compile(r"\{[^{}]*\}")
_cache = threading.local()


def schema_findings(data: bytes, *, file: str = "") -> list[Finding]:
    """What the schema objects to; empty for files that cannot be parsed (the reader has said so)."""
    try:
        root = safe_parse(data)
    except XmlRefused:
        return []
    namespace = str(etree.QName(root).namespace)
    schema = _schema(namespace) if etree.QName(root).localname == "definitions" else None
    if schema is None or schema.validate(root):
        return []
    standard = "BPMN" if namespace == _BPMN else "DMN"
    log: Any = schema.error_log  # its stub forgets that it can be iterated
    errors = list(log)
    found = [_finding(root, error, file, standard) for error in errors[:MAX_FINDINGS]]
    if len(errors) > MAX_FINDINGS:
        args: dict[str, object] = {"count": len(errors) - MAX_FINDINGS, "standard": standard}
        found.append(Finding(code="SCHEMA_MANY", rule=RULES["SCHEMA_MANY"], file=file, args=args))
    return found


def _schema(namespace: str) -> etree.XMLSchema | None:
    # One per thread: the error log of a schema belongs to its last validation.
    made: dict[str, etree.XMLSchema | None] = _cache.__dict__.setdefault("made", {})
    if namespace == _BPMN and namespace not in made:
        parser = etree.XMLParser(no_network=True, resolve_entities=False)
        file = _home() / "bpmn" / "parser" / "schema" / "BPMN20.xsd"
        made[namespace] = etree.XMLSchema(etree.parse(str(file), parser))
    if namespace not in made and namespace in SHIPPED.keys() | LATER:
        text = dmn_schema(_home(), namespace)
        made[namespace] = etree.XMLSchema(etree.fromstring(text.encode())) if text else None
    return made.get(namespace)


def _home() -> Path:
    """Where the installed package keeps its schemas; the package itself is not imported."""
    spec = find_spec("SpiffWorkflow")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("SpiffWorkflow is not installed")
    return Path(next(iter(spec.submodule_search_locations)))


def _finding(root: etree._Element, error: etree._LogEntry, file: str, standard: str) -> Finding:
    reason = _NAMESPACE.sub("", error.message)[:300]
    element = _nearest_id(root, error.line)
    return Finding(
        code="SCHEMA_DEVIATION",
        rule=RULES["SCHEMA_DEVIATION"],
        file=file,
        element=element,
        line=error.line,
        args={"reason": reason, "standard": standard},
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
