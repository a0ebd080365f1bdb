"""Pictures of published versions, drawn once per version and language."""

from __future__ import annotations

from markupsafe import Markup
from sqlalchemy import Connection

from engine.definition import read
from engine.definition.findings import Finding
from engine.organisation import Language
from engine.store.definitions import Definition, resources
from processes.picture import draw

MOST = 500
_WEIGHT = {"error": 2, "warning": 1, "info": 0}


class Pictures:
    """Kept by version and language: a published version never changes."""

    def __init__(self) -> None:
        self._drawn: dict[tuple[int, Language], Markup | None] = {}

    def of(self, connection: Connection, one: Definition, lang: Language) -> Markup | None:
        """The picture of a version; None if its file has no drawing."""
        key = (one.id, lang)
        if key not in self._drawn:
            if len(self._drawn) >= MOST:
                self._drawn.clear()
            self._drawn[key] = _draw(one, resources(connection, one.id)[one.path], lang)
        return self._drawn[key]


def _draw(one: Definition, data: bytes, lang: Language) -> Markup | None:
    texts = one.messages.get(lang, {})
    title = one.title_zh if lang == "zh" else one.title_en
    return draw(read(data), title=title, words=lambda name: texts.get(name) or name)


def marks_of(found: list[Finding], file: str) -> dict[str, str]:
    """Element → the worst severity of its findings, for the picture of one file."""
    worst: dict[str, str] = {}
    for one in found:
        if one.file == file and one.element and _WEIGHT[one.severity]:
            before = worst.get(one.element, "info")
            worst[one.element] = max(before, one.severity, key=lambda each: _WEIGHT[each])
    return worst
