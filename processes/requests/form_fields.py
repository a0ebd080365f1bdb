"""The fields of a kind of request that points may have rights about."""

from __future__ import annotations

from typing import Final

from forms.fields.component import Component
from processes.approval.documents import FormField
from processes.requests.kind import RequestKind
from processes.requests.walking import formula, properties, top

#: Types of fields that an approver may be let change: one value, typed or chosen.
PLAIN: Final = ("textfield", "textarea", "number", "checkbox", "select", "radio", "datetime")


def form_fields(kind: RequestKind) -> tuple[FormField, ...]:
    """The fields in their order; those that compute themselves, customers and files are not edited at a point."""
    return tuple(_field(kind, one) for one in top(kind.form.components))


def is_editable(one: Component) -> bool:
    """Whether a field could be opened to approvers."""
    if one.type == "dynamiclist":
        return bool(one.path)
    return bool(
        one.key and one.type in PLAIN and not formula(one) and properties(one).get("names") != "customer"
    )


def _field(kind: RequestKind, one: Component) -> FormField:
    name = one.key or one.path or ""
    zh, en = (kind.text(one.label, lang) or name for lang in ("zh", "en"))
    return FormField(
        name=name, zh=zh, en=en, editable=is_editable(one), hideable=name not in _in_titles(kind)
    )


def _in_titles(kind: RequestKind) -> set[str]:
    """What stands in titles and lists, which everybody who has the task sees."""
    summary = {each for name in kind.head.summary for each in (name, f"{name}_from", f"{name}_to")}
    return summary | {kind.head.amount}
