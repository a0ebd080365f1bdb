"""What an applicant chose, as people read it: for the trail, and for those who decide."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from engine import organisation
from processes.approval.chosen.choice import Choice, Step
from processes.approval.model import Flow, Mode

#: How several people decide at a step: Chinese, English.
MODES: dict[Mode, tuple[str, str]] = {
    "any": ("任一人同意", "any one of them"),
    "all": ("全部同意", "all of them"),
    "sequential": ("依次同意", "one after the other"),
    "vote": ("过半数同意", "more than half of them"),
}


def told(connection: Connection, flow: Flow, choice: Choice) -> list[tuple[str, str]]:
    """One line for each thing the applicant said, in Chinese and English, in the order of the route."""
    return [
        *(line for at, step in enumerate(choice.steps, start=1) for line in _step(connection, at, step)),
        *(line for point in flow.points for line in _point(connection, flow, point.id, choice)),
    ]


def _step(connection: Connection, number: int, step: Step) -> Iterator[tuple[str, str]]:
    zh, en = _names(connection, step.people)
    how = MODES[step.mode] if len(step.people) > 1 else ("", "")
    yield (
        f"申请人自定第 {number} 步：{zh}" + (f"（{how[0]}）" if how[0] else ""),
        f"The applicant composed step {number}: {en}" + (f" ({how[1]})" if how[1] else ""),
    )


def _point(connection: Connection, flow: Flow, identity: str, choice: Choice) -> Iterator[tuple[str, str]]:
    point = next(one for one in flow.points if one.id == identity)
    if flow.model != "predefined":
        return
    place_zh, place_en = f"审批点 {point.number}（{point.name}）", f"point {point.number} ({point.name_en})"
    if point.skippable and (why := choice.skipped.get(identity)):
        yield f"申请人跳过{place_zh}：{why}", f"The applicant skipped {place_en}: {why}"
        return
    if point.addable and identity in choice.added:
        yield f"申请人加入{place_zh}", f"The applicant added {place_en}"
    if point.choose and (people := choice.people.get(identity)):
        zh, en = _names(connection, people)
        yield f"申请人为{place_zh}选择：{zh}", f"The applicant chose for {place_en}: {en}"


def _names(connection: Connection, logins: tuple[str, ...]) -> tuple[str, str]:
    found = [organisation.by_login(connection, login) for login in logins]
    zh = "、".join(one.full_label("zh") if one else login for one, login in zip(found, logins, strict=True))
    en = ", ".join(one.full_label("en") if one else login for one, login in zip(found, logins, strict=True))
    return zh, en
