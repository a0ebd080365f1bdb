"""What is being filled in, and what it begins with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row

from forms.schema import FieldError
from processes.requests import files, rows
from processes.requests.kind import RequestKind
from processes.requests.walking import properties, top
from processes.requests.web.routing import Routing


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """What is being filled in: which request (None: not kept yet), what is typed, and what is wrong with it."""

    kind: RequestKind
    values: Mapping[str, Any]
    submission: str
    row: Row[Any] | None = None
    request_id: int | None = None
    revision: int = 0
    errors: Mapping[str, Sequence[FieldError]] = field(default_factory=dict)
    refusal: str = ""
    routing: Routing = field(default_factory=Routing)

    @property
    def returned(self) -> bool:
        """Whether it is corrected after it came back, or was taken back."""
        return self.row is not None and self.row.state in rows.CORRECTED


def first_lines(kind: RequestKind) -> dict[str, Any]:
    """A table that needs a line begins with an empty one."""
    return {
        one.path or "": [{}]
        for one in top(kind.form.components)
        if one.type == "dynamiclist" and properties(one).get("lines") == "required"
    }


def without_files(kind: RequestKind, values: Mapping[str, Any]) -> dict[str, Any]:
    """A copy begins without the files of the former request: they belong to that one."""
    taken = {one.key for one in files.fields_of(kind.form)}
    return {name: value for name, value in values.items() if name not in taken}
