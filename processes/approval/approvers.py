"""From the positions of a point to the people who decide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection

from engine import organisation
from engine.errors import BusinessError
from engine.organisation import Person
from processes.approval.model import Point

FALLBACK = "general_manager"
How = Literal["superior", "holder", "next_superior", "fallback"]

#: How somebody came to decide: Chinese, English. `{position}` is the position that was asked for.
WORDS: dict[How, tuple[str, str]] = {
    "superior": ("申请人上级中的{position}", "{position} above the applicant"),
    "holder": ("担任{position}", "holds the position {position}"),
    "next_superior": (
        "{position}是申请人本人，改由其上级审批",
        "{position} is the applicant: the superior decides",
    ),
    "fallback": ("{position}空缺，改由总经理审批", "nobody holds {position}: the general manager decides"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Approver:
    """Who decides, for which position, and how that was found."""

    login: str
    position: str
    how: How


def approvers_of(connection: Connection, point: Point, applicant: str) -> list[Approver]:
    """The people of all positions of a point, each once. Raises BusinessError NO_APPROVER for an empty one.

    For each position: the nearest superior of the applicant who holds it; else all its holders; where only the
    applicant holds it, the next superior; where nobody does, the general manager. Never the applicant.
    """
    asking = organisation.by_login(connection, applicant)
    found: dict[str, Approver] = {}
    for position in point.positions:
        chosen = list(_for_position(connection, position, asking))
        if not chosen:
            raise _nobody(connection, point, position)
        for one in chosen:
            found.setdefault(one.login, one)
    return list(found.values())


def _for_position(connection: Connection, position: str, asking: Person | None) -> Iterator[Approver]:
    holders = organisation.holders(connection, position)
    others = [holder for holder in holders if asking is None or holder.id != asking.id]
    chain = [p for p in organisation.superiors(connection, asking.id) if p.is_active] if asking else []
    above = next((p for p in chain if position in p.positions), None)
    if above is not None:
        yield Approver(login=above.login, position=position, how="superior")
    elif others:
        for holder in others:
            yield Approver(login=holder.login, position=position, how="holder")
    elif holders and chain:
        yield Approver(login=chain[0].login, position=position, how="next_superior")
    else:
        for holder in organisation.holders(connection, FALLBACK):
            if asking is None or holder.id != asking.id:
                yield Approver(login=holder.login, position=position, how="fallback")


def words_of(connection: Connection, approver: Approver, lang: Literal["zh", "en"]) -> str:
    """How somebody came to decide, as a sentence."""
    position = organisation.position(connection, approver.position)
    title = position.title(lang) if position else approver.position
    return WORDS[approver.how][0 if lang == "zh" else 1].format(position=title)


def logins(approvers: Sequence[Approver]) -> list[str]:
    """The logins alone."""
    return [one.login for one in approvers]


def _nobody(connection: Connection, point: Point, position: str) -> BusinessError:
    held = organisation.position(connection, position)
    zh, en = (held.name, held.name_en) if held else (position, position)
    return BusinessError(
        "NO_APPROVER",
        f"point {point.number} ({point.name_en}): nobody holds the position {en}, and no other can decide",
        message_zh=f"审批点 {point.number}（{point.name}）：没有人担任{zh}，也没有可替代的审批人",
    )
