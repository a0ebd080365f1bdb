"""One of several choices, all in sight."""

from __future__ import annotations

from forms.fields.select import Select


class Radio(Select):
    type = "radio"
