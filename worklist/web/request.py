"""What a worklist request carries, read with care."""

from __future__ import annotations

from flask import request

from engine.errors import Invalid
from worklist.queries import BOXES, WHOSE, Box, Whose


def box() -> Box:
    """The box of the URL or form; unknown ones are refused."""
    text = request.values.get("box", "mine")
    if text not in BOXES:
        raise Invalid(field="box", message=", ".join(BOXES), message_zh="、".join(BOXES))
    return text


def whose() -> Whose:
    """Whose items are to be seen: one's own, those of people one stands in for, or all."""
    text = request.values.get("whose", "all")
    if text not in WHOSE:
        raise Invalid(field="whose", message=", ".join(WHOSE), message_zh="、".join(WHOSE))
    return text


def revision() -> int | None:
    """The revision the page showed; None if it did not say."""
    text = request.form.get("revision", "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Invalid(field="revision", message="a number", message_zh="应为数字")
    return int(text)


def submission() -> str | None:
    """The id of this submission, made when the form was shown."""
    text = request.form.get("submission", "")
    if not text:
        return None
    if len(text) > 64 or not text.isascii() or not text.isprintable():
        raise Invalid(field="submission", message="at most 64 characters", message_zh="最多 64 个字符")
    return text


def wants(part: str) -> bool:
    """Whether htmx asked for this element only."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Target", "").endswith(
        f"#{part}"
    )
