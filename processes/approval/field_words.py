"""Rights about fields and copies of a point in words, and whether they can be."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from processes.approval.documents import DocumentType
from processes.approval.errors import Fault
from processes.approval.model import Point
from processes.approval.naming import Naming
from processes.approval.rule_words import stand_in_words

MOST_COPIES = 20


def copies_words(point: Point, names: Naming) -> str:
    """Who gets a copy when the point is passed."""
    return _joined([stand_in_words(one, names) for one in point.copies], names.lang)


def fields_words(fields: Sequence[str], names: Naming) -> str:
    """The fields by their labels."""
    return _joined([field_word(name, names.document, names.lang) for name in fields], names.lang)


def field_word(name: str, document: DocumentType | None, lang: str) -> str:
    """The label of a field; its name where the form has none of it any more."""
    found = document.field(name) if document else None
    return name if found is None else found.label(lang)


def field_faults(
    point: Point,
    place: str,
    document: DocumentType,
    positions: Collection[str],
    people: Collection[str] | None,
) -> Iterator[Fault]:
    """What makes the rights about fields, and the copies, of a point unusable."""
    for name in point.editable:
        found = document.field(name)
        if found is None:
            yield _unknown(f"{place}/editable", name)
        elif not found.editable:
            yield Fault(
                place=f"{place}/editable",
                zh=f"字段“{found.zh}”不能由审批人修改",
                en=f"The field “{found.en}” cannot be changed by approvers",
            )
    for name in point.hidden:
        found = document.field(name)
        if found is None:
            yield _unknown(f"{place}/hidden", name)
        elif not found.hideable:
            yield Fault(
                place=f"{place}/hidden",
                zh=f"字段“{found.zh}”出现在标题或列表中，不能隐藏",
                en=f"The field “{found.en}” stands in titles or lists and cannot be hidden",
            )
        elif name in point.editable:
            yield Fault(
                place=f"{place}/hidden",
                zh=f"字段“{found.zh}”不能既可修改又隐藏",
                en=f"The field “{found.en}” cannot be both open and hidden",
            )
    if len(point.copies) > MOST_COPIES:
        yield Fault(
            place=f"{place}/copies", zh=f"最多抄送 {MOST_COPIES} 项", en=f"At most {MOST_COPIES} get copies"
        )
    for one in point.copies:
        unknown = (
            one.position not in positions
            if not one.person
            else people is not None and one.person not in people
        )
        if unknown:
            code = one.person or one.position
            yield Fault(
                place=f"{place}/copies",
                zh=f"抄送对象“{code}”不存在",
                en=f"There is no “{code}” to get copies",
            )


def _unknown(place: str, name: str) -> Fault:
    return Fault(place=place, zh=f"表单没有字段“{name}”", en=f"The form has no field “{name}”")


def _joined(words: Sequence[str], lang: str) -> str:
    return ("、" if lang == "zh" else ", ").join(words) or "–"
