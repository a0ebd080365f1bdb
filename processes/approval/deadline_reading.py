"""Reading the fields about deadlines and votes: what was typed, every fault at its input."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Literal

from processes.approval.approver_rule import StandIn
from processes.approval.comparing import share_words
from processes.approval.errors import Fault
from processes.approval.model import OVERDUE, Overdue, Point
from processes.approval.naming import Naming
from processes.approval.rule_words import stand_in_words

#: The names of the inputs.
TEXTS = ("deadline", "deadline_unit", "remind", "remind_unit", "overdue_to", "share")


def shown_deadline(point: Point, names: Naming) -> dict[str, str]:
    """The texts of a point from the store."""
    deadline, deadline_unit = _parts(point.deadline)
    remind, remind_unit = _parts(point.remind)
    return {
        "deadline": deadline,
        "deadline_unit": deadline_unit,
        "remind": remind,
        "remind_unit": remind_unit,
        "overdue_to": stand_in_words(point.overdue_to, names) if point.overdue_to else "",
        "share": share_words(point.share).removesuffix("%") if point.share is not None else "",
    }


def with_deadline(
    point: Point, texts: Mapping[str, str], overdue: str, names: Naming, faults: list[Fault]
) -> Point:
    """The point with what was typed about deadlines and the share of a vote."""
    deadline = _duration(texts, "deadline", faults)
    chosen: Overdue = next((each for each in OVERDUE if each == overdue), "nothing")
    if chosen != "nothing" and not texts["deadline"]:
        _refuse(faults, "deadline", "超时处理需要时限", "What happens at the deadline needs a deadline")
    return replace(
        point,
        deadline=deadline,
        remind=_duration(texts, "remind", faults),
        overdue=chosen,
        overdue_to=_to(texts["overdue_to"], names, faults) if chosen == "transfer" else None,
        share=_share(texts["share"], faults) if point.mode == "vote" else None,
    )


def _duration(
    texts: Mapping[str, str], name: Literal["deadline", "remind"], faults: list[Fault]
) -> str | None:
    amount, unit = texts[name], texts[f"{name}_unit"]
    if not amount:
        return None
    most = 999 if unit == "days" else 9999
    if not (amount.isascii() and amount.isdigit() and 1 <= int(amount[:6]) <= most and len(amount) <= 4):
        _refuse(faults, name, f"请填写 1 到 {most} 的整数", f"Enter a whole number from 1 to {most}")
        return None
    return f"P{int(amount)}D" if unit == "days" else f"PT{int(amount)}H"


def _parts(duration: str | None) -> tuple[str, str]:
    if not duration:
        return "", "hours"
    return duration.strip("PTHD"), "days" if duration.endswith("D") else "hours"


def _to(text: str, names: Naming, faults: list[Fault]) -> StandIn | None:
    code, login = (names.position_of(text), names.person_of(text)) if text else (None, None)
    if code is not None:
        return StandIn(position=code)
    if login is not None:
        return StandIn(person=login)
    _refuse(faults, "overdue_to", "请填写转办给的职位或人员", "Enter the position or person to transfer to")
    return None


def _share(text: str, faults: list[Fault]) -> Decimal | None:
    plain = text.removesuffix("%").removesuffix("％").strip()
    if plain.isascii() and plain.isdigit() and 1 <= int(plain[:4]) <= 100:
        return Decimal(int(plain)) / 100
    _refuse(faults, "share", "请填写 1 到 100 的整数", "Enter a whole number from 1 to 100")
    return None


def _refuse(faults: list[Fault], place: str, zh: str, en: str) -> None:
    faults.append(Fault(place=place, zh=zh, en=en))
