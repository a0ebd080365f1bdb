"""Several lines of text."""

from __future__ import annotations

from collections.abc import Sequence

from forms.fields.component import Component
from forms.fields.textfield import TextField


class TextArea(TextField):
    type = "textarea"
    attributes = frozenset()

    def read(self, component: Component, posted: Sequence[str]) -> object:
        # Browsers post line ends as CR LF; texts are stored with LF.
        text = posted[0].replace("\r\n", "\n") if posted else ""
        return text if text != "" else None
