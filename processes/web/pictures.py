"""Pictures of published versions, drawn once per version and language."""

from __future__ import annotations

from functools import lru_cache

from markupsafe import Markup

from engine.definition import read
from engine.definition.findings import Finding
from engine.organisation import Language
from engine.store.definitions import Definition
from processes.picture import draw

_WEIGHT = {"error": 2, "warning": 1, "info": 0}


class Pictures:
    """A small cache: a published version never changes."""

    def __init__(self) -> None:
        self._drawn = lru_cache(maxsize=256)(_draw)

    def of(self, one: Definition, files: dict[str, bytes], lang: Language) -> Markup | None:
        """The picture of a version; None if its file has no drawing."""
        title = one.title_zh if lang == "zh" else one.title_en
        texts = one.messages.get(lang, {})
        return self._drawn(files[one.path], title, tuple(sorted(texts.items())))


def _draw(data: bytes, title: str, texts: tuple[tuple[str, str], ...]) -> Markup | None:
    known = dict(texts)
    return draw(read(data), title=title, words=lambda name: known.get(name) or name)


def marks_of(found: list[Finding], file: str) -> dict[str, str]:
    """Element → the worst severity of its findings, for the picture of one file."""
    worst: dict[str, str] = {}
    for one in found:
        if one.file == file and one.element and _WEIGHT[one.severity]:
            before = worst.get(one.element, "info")
            worst[one.element] = max(before, one.severity, key=lambda each: _WEIGHT[each])
    return worst
