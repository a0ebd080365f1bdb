"""The grid of approver rules on the page of a flow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from forms.shell import gettext as _
from forms.shell.grid import Grid, GridColumn
from processes.approval.approver_rule import Holders
from processes.approval.naming import Naming
from processes.approval.reading import Typed
from processes.approval.rule_reading import PREFIX

#: What happens where a rule finds several people: Chinese, English, as short as a cell is.
_SEVERAL: Mapping[Holders, tuple[str, str]] = {
    "each": ("每人", "each"),
    "any": ("任一人", "any one"),
    "round_robin": ("轮流", "in turn"),
    "least_loaded": ("最闲者", "least busy"),
}
SUGGESTED = "rule-people"  # the datalist of the page


def rule_grid(typed: Typed, names: Naming, *, read_only: bool) -> Grid:
    """The rules of a point, one row each."""
    return Grid(
        prefix=PREFIX,
        columns=_columns(names),
        rows=typed.marked_rules(names.lang),
        label=_("Approvers"),
        read_only=read_only,
        add_label=_("Add an approver"),
    )


def suggestions(names: Naming, positions: Sequence[str]) -> list[str]:
    """What may be typed as position or person."""
    return [*positions, *(names.name(login) for login in names.people)]


def _columns(names: Naming) -> list[GridColumn]:
    place = 0 if names.lang == "zh" else 1
    return [
        GridColumn(key="kind", label=_("Who decides"), kind="choice", options=_kinds(names)),
        GridColumn(key="who", label=_("Position, person or level"), suggest=SUGGESTED, required=True),
        GridColumn(
            key="near",
            label=_("Looked for"),
            kind="choice",
            options=[("near", _("above first")), ("all", _("everyone"))],
            width="narrow",
        ),
        GridColumn(
            key="holders",
            label=_("If several"),
            kind="choice",
            options=[(code, words[place]) for code, words in _SEVERAL.items()],
            width="narrow",
        ),
        GridColumn(key="rank", label=_("Least rank"), width="narrow"),
        GridColumn(
            key="fresh",
            label=_("Decided before"),
            kind="choice",
            options=[("", _("again")), ("fresh", _("not again"))],
            width="narrow",
        ),
        GridColumn(key="fallback", label=_("Fallback"), suggest=SUGGESTED, placeholder=_("general manager")),
    ]


def _kinds(names: Naming) -> list[tuple[str, str]]:
    numbers = [fact for fact in names.document.facts if fact.type == "number"] if names.document else []
    return [
        ("position", _("Position")),
        ("department", _("Position in the applicant's department")),
        ("superior", _("Superior, levels up")),
        ("person", _("Named person")),
        *((f"amount:{fact.name}", _("By %(fact)s", fact=names.fact(fact.name))) for fact in numbers),
    ]
