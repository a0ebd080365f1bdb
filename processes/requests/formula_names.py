"""What the formula of a computed field may read: the other fields of its form, by name and words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from forms.expressions import Variable
from processes.requests.fields import Field

#: kind of a field → kind of FEEL; what is not listed no formula can compute with
_KINDS = {
    "number": "number",
    "money": "number",
    "computed": "number",
    "choice": "string",
    "yes_no": "boolean",
    "text": "string",
}


def names_of(fields: Iterable[Field]) -> tuple[Variable, ...]:
    """Every name with its words, in the order of the form."""
    return tuple(name for one in fields for name in _names(one))


def _names(one: Field) -> Iterator[Variable]:
    key, zh, en = one.key, one.zh, one.en
    if one.kind == "period":
        yield Variable(
            name=f"{key}_workdays", zh=f"{zh}（工作日数）", en=f"{en}: working days", kind="number"
        )
        yield Variable(name=f"{key}_days", zh=f"{zh}（天数）", en=f"{en}: days", kind="number")
    elif one.kind == "lines":
        for each in one.columns:
            said = (f"{zh}：各行{each.zh}", f"{en}: {each.en} of every line")
            yield Variable(name=f"{key}.{each.key}", zh=said[0], en=said[1], kind="list")
    elif one.kind in _KINDS:
        yield Variable(name=key, zh=zh, en=en, kind=_KINDS[one.kind])
