"""Facts of a document in JSON: numbers without loss, the rest as it is."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from processes.approval.documents import DocumentType, FactField
from processes.approval.errors import FlowRefused
from processes.approval.json_reader import Reader


def read_facts(document: DocumentType, given: Mapping[str, Any]) -> dict[str, Any]:
    """Facts to try a flow with: numbers as 0.1, "0.1" or {"number": "0.1"}. Raises FlowRefused with every fault."""
    reader = Reader()
    found = {
        name: _read(reader, document.fact(name), value, f"facts/{name}") for name, value in given.items()
    }
    if reader.faults:
        raise FactsRefused(reader.faults)
    return found


def plain_facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts as they were kept; numbers as texts, so that nothing of them is lost."""
    return {name: _plain(value) for name, value in facts.items()}


class FactsRefused(FlowRefused):
    """These facts cannot be used: {summary_en}"""

    zh = "字段取值有误：{summary}"


def _read(reader: Reader, fact: FactField | None, value: Any, place: str) -> Any:
    if fact is None:
        reader.refuse(place, "没有此字段", "there is no such field")
        return None
    if value is None:
        return None
    if fact.type == "boolean":
        return reader.flag(value, place)
    if fact.type == "string":
        return reader.text(value, place)
    if isinstance(value, int | float | str) and not isinstance(value, bool):
        value = {"number": str(value)}
    return reader.number(value, place)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, bool | int | str) or value is None:
        return value
    return str(value)
