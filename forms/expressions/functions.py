"""The handbook as the browser reads it: functions and constructs by group."""

from __future__ import annotations

from typing import Any

from engine.feel.handbook import Entry, entries
from engine.feel.texts import KINDS, Lang
from engine.feel.types import SIMPLE_KINDS


def handbook(lang: Lang) -> list[dict[str, Any]]:
    """All entries in the order of the reference page."""
    return [_entry(each) for each in entries(lang)]


def kinds(lang: Lang) -> dict[str, str]:
    """kind of value → what it is called, for lists of names."""
    return {kind: KINDS[kind][lang] for kind in sorted(SIMPLE_KINDS | {"list", "context"})}


def _entry(each: Entry) -> dict[str, Any]:
    return {
        "name": each.name,
        "group": each.group,
        "title": each.title,
        "sentence": each.sentence,
        "calls": [call.text for call in each.calls],
        "takes": bool(each.calls and any(call.parameters for call in each.calls)),
        "examples": [{"text": one.text, "result": one.result} for one in each.examples],
    }
