"""The revision that a caller has read."""

from __future__ import annotations

from flask import request

from engine.errors import Invalid


def if_match() -> int | None:
    """`If-Match: 3` or `"3"`; left out or `*` means any."""
    text = request.headers.get("If-Match", "").strip().removeprefix("W/").strip('"')
    if text in ("", "*"):
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Invalid(field="If-Match", message="a revision number", message_zh="应为修订号")
    return int(text)
