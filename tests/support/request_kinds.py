"""The kinds of request that ship, read from their packages: no store is needed."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from processes.approval.documents import DocumentType
from processes.package import read_folder
from processes.requests.documents import document_of
from processes.requests.kind import kind_of

BPMN = Path(__file__).parents[2] / "bpmn"


def shipped() -> list[DocumentType]:
    """Their types of document."""
    return [_document(folder.name) for folder in sorted(BPMN.glob("request_*"))]


def _document(name: str) -> DocumentType:
    definition: Any = SimpleNamespace(id=1, key=name, name=name, title_zh=name, title_en=name, messages={})
    kind = kind_of(cast("Any", definition), dict(read_folder(BPMN / name).files))
    assert kind is not None, name
    return document_of(kind, lambda _connection, _version: kind)
