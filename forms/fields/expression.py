"""A value computed from the others; shown, never typed."""

from __future__ import annotations

from collections.abc import Iterator

from forms.fields.base import Note, Static
from forms.fields.component import Component


class Expression(Static):
    type = "expression"
    attributes = frozenset({"expression", "computeOn"})

    def check(self, component: Component) -> Iterator[Note]:
        text = component.raw.get("expression")
        if not isinstance(text, str) or not text.strip().removeprefix("="):
            yield "FORM_EXPRESSION", {"text": "", "reason_en": "It is empty.", "reason_zh": "内容为空。"}
