"""Where a task shows the request that it is about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from processes.requests.packaging import PREFIX


def panel_url(values: Mapping[str, Any]) -> str:
    """The fragment with the request that a task's variables name; empty where they name none."""
    identity = values.get("request_id")
    if identity is None and str(values.get("document_type", "")).startswith(PREFIX):
        identity = values.get("document_id")
    return f"/requests/{identity}/panel" if str(identity).isdecimal() else ""
