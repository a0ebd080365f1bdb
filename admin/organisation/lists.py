"""The list of people, for the one list component."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import url_for
from sqlalchemy import Select, and_, or_, select

from engine.organisation import Language, Position
from engine.organisation.tables import department, person, person_position, position
from forms.accounts.tables import account
from forms.shell import gettext as _
from forms.shell.listing import Chip, Column, Filter, ListSpec

_superior = person.alias("superior")
_main = person_position.alias("main_post")
_any = person_position.alias("any_post")


def standing_chips() -> dict[str, Chip]:
    """How the status of a person is shown."""
    return {
        "active": Chip(label=_("Active"), tone="ok"),
        "frozen": Chip(label=_("Frozen"), tone="warn"),
        "left": Chip(label=_("Has left")),
    }


def people_query(today: date) -> Select[Any]:
    """Everybody, with the main position of today."""
    holds = and_(_main.c.person_id == person.c.id, _main.c.is_main, _valid(_main, today))
    joined = (
        person.outerjoin(department, department.c.id == person.c.department_id)
        .outerjoin(_superior, _superior.c.id == person.c.superior_id)
        .outerjoin(_main, holds)
        .outerjoin(position, position.c.id == _main.c.position_id)
        .outerjoin(account, account.c.person_id == person.c.id)
    )
    return select(person.c.id).select_from(joined)


def people_spec(lang: Language, positions: Sequence[Position], today: date) -> ListSpec:
    """Columns and filters of /admin/organisation/."""
    zh = lang == "zh"
    held = (
        select(position.c.code)
        .join(_any, _any.c.position_id == position.c.id)
        .where(_any.c.person_id == person.c.id, _valid(_any, today))
        .order_by(_any.c.is_main.desc(), _any.c.id)
        .limit(1)
        .correlate(person)
        .scalar_subquery()
    )
    return ListSpec(
        key="people",
        title=_("People"),
        id=person.c.id,
        columns=(
            Column(
                key="name",
                label=_("Name"),
                expression=person.c.name if zh else person.c.name_en,
                kind="person",
                strong=True,
            ),
            Column(key="login", label=_("Login"), expression=person.c.login),
            Column(
                key="position",
                label=_("Main position"),
                expression=position.c.name if zh else position.c.name_en,
            ),
            Column(
                key="department",
                label=_("Department"),
                expression=department.c.name if zh else department.c.name_en,
            ),
            Column(
                key="superior",
                label=_("Superior"),
                expression=_superior.c.name if zh else _superior.c.name_en,
            ),
            Column(
                key="status",
                label=_("State"),
                expression=person.c.status,
                kind="chip",
                chips=standing_chips(),
            ),
            Column(key="seen", label=_("Last login"), expression=account.c.last_login_at, kind="datetime"),
            Column(key="code", label=_("Number"), expression=person.c.code, hidden=True),
            Column(key="email", label=_("E-mail"), expression=person.c.email, hidden=True),
            Column(key="mobile", label=_("Mobile"), expression=person.c.mobile, hidden=True),
        ),
        filters=(
            Filter(
                key="status",
                label=_("State"),
                expression=person.c.status,
                kind="choice",
                choices=[(key, chip.label) for key, chip in standing_chips().items()],
            ),
            Filter(
                key="position",
                label=_("Main position"),
                expression=held,
                kind="choice",
                choices=[(one.code, one.title(lang)) for one in positions],
            ),
            Filter(
                key="department",
                label=_("Department"),
                expression=department.c.name if zh else department.c.name_en,
            ),
            Filter(key="seen", label=_("Last login"), expression=account.c.last_login_at, kind="date"),
        ),
        search=(person.c.name, person.c.name_en, person.c.login, person.c.code),
        extra={"id": person.c.id},
        default_sort="login",
        cards=("name", "position", "department", "status"),
        row_url=lambda row: url_for("organisation.person", person_id=row["id"]),
        empty_title=_("Nobody fits"),
        empty_text=_("Take a filter away, or add a person."),
    )


def _valid(post: Any, today: date) -> Any:
    """Whether a post is held today."""
    return and_(post.c.valid_from <= today, or_(post.c.valid_to.is_(None), post.c.valid_to >= today))
