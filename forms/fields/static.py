"""Components without a value: text, HTML, pictures, lines, buttons."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from forms.fields.base import Note, Static
from forms.fields.component import Component

_REFUSED: Final = re.compile(
    r"<\s*(form|style|script|iframe|object|embed|link|meta|base|svg|math)\b|\b(on[a-z]+)\s*=|"
    r"(javascript|vbscript)\s*:|\b(src|srcset|action|formaction|background|poster)\s*=|url\s*\(",
    re.IGNORECASE,
)


class Text(Static):
    """A paragraph of plain text."""

    type = "text"
    attributes = frozenset({"text"})

    def check(self, component: Component) -> Iterator[Note]:
        yield from _hostile(component.raw.get("text"))


class Html(Static):
    type = "html"
    attributes = frozenset({"content"})

    def check(self, component: Component) -> Iterator[Note]:
        found = list(_hostile(component.raw.get("content")))
        yield from found or [("FORM_HTML_PLAIN", {})]


def _hostile(content: object) -> Iterator[Note]:
    found = _REFUSED.search(content) if isinstance(content, str) else None
    if found is not None:
        yield "FORM_HTML", {"what": f"“{found.group().strip()[:40]}”"}


class Image(Static):
    type = "image"
    attributes = frozenset({"source", "alt"})

    def check(self, component: Component) -> Iterator[Note]:
        source = component.raw.get("source")
        if (isinstance(source, str) and source and not source.startswith(("=", "/"))) or (
            isinstance(source, str) and source.startswith("//")
        ):
            yield "FORM_URL", {"url": source[:80]}
        else:
            yield "FORM_NOT_SHOWN", {"type": self.type}


class Frame(Static):
    type = "iframe"
    attributes = frozenset({"url", "height", "security"})

    def check(self, component: Component) -> Iterator[Note]:
        yield "FORM_URL", {"url": str(component.raw.get("url") or "–")[:80]}


class Spacer(Static):
    type = "spacer"
    attributes = frozenset({"height"})


class Separator(Static):
    type = "separator"


class Button(Static):
    """Submit and reset belong to the page around the form."""

    type = "button"
    attributes = frozenset({"action"})


class NotShown(Static):
    """Known to form-js, not to us."""

    def check(self, component: Component) -> Iterator[Note]:
        yield "FORM_NOT_SHOWN", {"type": component.type}


class DocumentPreview(NotShown):
    type = "documentPreview"
    attributes = frozenset({"dataSource", "maxHeight", "endpointKey"})
