"""What every tab of a definition shows around its content."""

from __future__ import annotations

from typing import Any

from flask import request
from sqlalchemy import Connection

from engine import organisation
from engine.errors import EngineError, NotFound
from engine.store.definitions import Definition, versions
from forms.accounts import signed_in
from forms.shell import lang
from processes import drafts


def frame(connection: Connection, key: str, one: Definition, tab: str) -> dict[str, Any]:
    """The arguments of the templates."""
    person = signed_in()
    rows = versions(connection, key)
    return {
        "key": key,
        "one": one,
        "tab": tab,
        "latest": rows[0],
        "title": (one.title_zh if lang() == "zh" else one.title_en) or one.name,
        "draft": _draft_of(connection, key),
        "count": len(rows),
        "may_edit": organisation.may(connection, person, "definition", "edit") is not None,
    }


def chosen(rows: list[Definition], name: str = "version") -> Definition:
    """The version asked for, else the newest. Raises NotFound."""
    wish = request.args.get(name, "")
    found = rows[0] if rows and not wish else None
    found = found or next((one for one in rows if str(one.version) == wish), None)
    if found is None:
        raise NotFound(what="version", id=wish or "–")
    return found


def _draft_of(connection: Connection, key: str) -> drafts.Work | None:
    try:
        work = drafts.open_work(connection, key)
    except EngineError:
        return None
    return work if work.draft is not None else None
