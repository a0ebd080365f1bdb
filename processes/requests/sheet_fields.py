"""The fields of a kind of request as rows of a page: read with every fault, and written back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, cast

from engine import feel
from processes.requests.fields import KINDS, Choice, Field, Kind
from processes.requests.sheet_choices import choice_texts, choices_of
from processes.requests.sheet_columns import columns_of, columns_text
from processes.requests.sheet_words import free, lines, slug

Text = Mapping[str, str]
Fault = tuple[str, str]
"""Chinese, English."""
NEEDED: Final[Fault] = ("此项必填", "This is needed")
MOST_FIELDS: Final = 40


def fields_of(rows: Sequence[Text], faults: dict[str, Fault]) -> list[Field]:
    """The fields that rows say; what is wrong goes into `faults`, at `fields-0-zh`."""
    found: list[Field] = []
    for number, row in enumerate(rows[:MOST_FIELDS]):
        place = f"fields-{number}"
        zh, en = row.get("zh", "").strip()[:80], row.get("en", "").strip()[:80]
        if not zh:
            faults[f"{place}-zh"] = NEEDED
        kind = cast(Kind, row.get("kind")) if row.get("kind") in KINDS else "text"
        taken = {one.key for one in found}
        detail = row.get("detail", "")
        columns, fault = columns_of(detail) if kind == "lines" else ((), None)
        found.append(
            Field(
                key=row.get("key") or free(slug(en) or f"field_{number + 1}", taken),
                kind=kind,
                zh=zh,
                en=en or zh,
                required=row.get("required") == "1",
                help=row.get("help", "").strip()[:200],
                help_en=row.get("help_en", "").strip()[:200],
                unit=row.get("unit", "") if kind in ("number", "computed") else "",
                choices=choices_of(lines(detail)) if kind == "choice" else (),
                columns=columns,
                formula=detail.strip() if kind == "computed" else "",
            )
        )
        fault = fault or _detail_fault(found[-1])
        if fault is not None:
            faults[f"{place}-detail"] = fault
    return found


def row_of(one: Field) -> dict[str, str]:
    """The row of a field."""
    detail = {
        "choice": choices_text(one.choices),
        "lines": columns_text(one.columns),
        "computed": one.formula,
    }
    return {
        "key": one.key,
        "kind": one.kind,
        "zh": one.zh,
        "en": one.en,
        "required": "1" if one.required else "",
        "help": one.help,
        "help_en": one.help_en,
        "unit": one.unit,
        "detail": detail.get(one.kind, ""),
    }


def choices_text(choices: Sequence[Choice]) -> str:
    """The choices, one a line."""
    return "\n".join(choice_texts(choices, " | "))


def _detail_fault(one: Field) -> Fault | None:
    if one.kind == "choice" and len(one.choices) < 2:
        return "至少两个选项，每行一个：中文 | English", "At least two choices, one a line: Chinese | English"
    if one.kind == "computed":
        try:
            feel.compile_expression(one.formula.removeprefix("="))
        except feel.FeelError as error:
            return error.text("zh"), error.text("en")
    return None
