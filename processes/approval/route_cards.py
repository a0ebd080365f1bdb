"""The points of a flow as the little route above the editor shows them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from forms.shell import gettext as _
from processes.approval.comparing import deadline_words
from processes.approval.conditions import read_aloud
from processes.approval.model import Point
from processes.approval.page import Lang, Page


@dataclass(frozen=True, kw_only=True, slots=True)
class RouteCard:
    """A point in the little route above the editor."""

    number: int
    title: str
    sentence: str
    deadline: str
    mode: str
    changed: bool


def cards(page: Page, lang: Lang) -> list[RouteCard]:
    """The points as the route shows them; changed ones differ from the version in force."""
    before = {point.id: point for point in page.released.flow.points} if page.released else {}
    return [_card(point, before.get(point.id), page, lang) for point in page.flow.points]


def _card(point: Point, before: Point | None, page: Page, lang: Lang) -> RouteCard:
    same = before is not None and replace(before, number=point.number) == point
    return RouteCard(
        number=point.number,
        title=point.title(lang),
        sentence=read_aloud(point.condition, page.document, lang),
        deadline=deadline_words(point.deadline, lang),
        mode=_mode(point.mode),
        changed=page.released is not None and not same,
    )


def _mode(mode: str) -> str:
    return str({"any": _("any one"), "all": _("all"), "sequential": _("in turn"), "vote": _("vote")}[mode])
