"""Any of many choices, from a list that opens."""

from __future__ import annotations

from forms.fields.checklist import Checklist


class Taglist(Checklist):
    type = "taglist"
