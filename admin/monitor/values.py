"""Values of process data as people read them: the type in words, the value without its encoding."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from forms.shell import gettext as _

MOST = 2000


def kind(value: Any) -> str:
    """What type of value it is."""
    kinds: list[tuple[type | tuple[type, ...], str]] = [
        (bool, _("yes or no")),
        ((int, Decimal), _("number")),
        (str, _("text")),
        (datetime, _("date and time")),
        (date, _("date")),
        (time, _("time")),
        (timedelta, _("duration")),
        (list, _("list")),
        (dict, _("context")),
    ]
    return str(next((word for one, word in kinds if isinstance(value, one)), _("empty")))


def shown(value: Any, most: int = MOST) -> str:
    """The value in one line: nothing is a dash, lists and contexts keep their brackets, long ones end in …"""
    text = _text(value)
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _text(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    if isinstance(value, list):
        return f"[{', '.join(_text(one) for one in value)}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{name}: {_text(one)}' for name, one in value.items())}}}"
    return str(value)
