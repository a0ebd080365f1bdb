"""JSON as people read and compare it: what fits on a line stands on one, everything else a line each."""

from __future__ import annotations

import json
from typing import Any

WIDTH = 110


def laid_out(value: Any, *, indent: int = 0, before: int = 0) -> str:
    """The text of a JSON value. `before`: characters that stand on its first line already."""
    flat = json.dumps(value, ensure_ascii=False)
    if not value or not isinstance(value, dict | list) or indent + before + len(flat) <= WIDTH:
        return flat
    inner = indent + 2
    if isinstance(value, dict):
        names = [json.dumps(name, ensure_ascii=False) + ": " for name in value]
        parts = [
            name + laid_out(one, indent=inner, before=len(name) + 1)
            for name, one in zip(names, value.values(), strict=True)
        ]
    else:
        parts = [laid_out(one, indent=inner, before=1) for one in value]
    opened, closed = "{}" if isinstance(value, dict) else "[]"
    body = ",\n".join(" " * inner + part for part in parts)
    return f"{opened}\n{body}\n{' ' * indent}{closed}"
