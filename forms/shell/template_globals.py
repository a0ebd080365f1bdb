"""Everything templates may call: navigation, person, choices and the formatters of `screens.md`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import Flask, g, request
from markupsafe import Markup, escape

from forms.shell.formats import Formats, MoneyStyle, Number, surname
from forms.shell.i18n import gettext
from forms.shell.identity import Identity, NavItem, Person

AVATAR_TONES = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class NavEntry:
    """A rail entry as this person sees it."""

    key: str
    label: str
    icon: str
    url: str
    shortcut: str
    count: int
    current: bool


def install_globals(
    app: Flask,
    *,
    navigation: Sequence[NavItem],
    identity: Identity,
    choice: Callable[[str], str | None],
    formats: Callable[[], Formats],
    logout_endpoint: str | None,
    own_page: str | None,
    own_links: Sequence[tuple[str, str, str]],
) -> None:
    """Put the shell's names into the Jinja environment."""

    def current_formats() -> Formats:
        if "gx_formats" not in g:
            g.gx_formats = formats()
        here: Formats = g.gx_formats
        return here

    app.jinja_env.globals.update(
        nav=lambda: nav_for(navigation, identity()),
        me=identity,
        choice=choice,
        gx_logout=logout_endpoint,
        gx_password=own_page,
        gx_own_links=own_links,
        gx_home=navigation[0].url if navigation else "/",
        **_formatters(current_formats),
    )


def nav_for(navigation: Sequence[NavItem], person: Person | None) -> list[NavEntry]:
    """What the rail shows this person; nothing before login."""
    if person is None:
        return []
    return [
        NavEntry(
            key=item.key,
            label=gettext(item.label),
            icon=item.icon,
            url=item.url,
            shortcut=item.shortcut,
            count=item.count(person),
            current=request.path.startswith(item.area or item.url),
        )
        for item in navigation
        if item.visible(person)
    ]


def _formatters(formats: Callable[[], Formats]) -> dict[str, Callable[..., object]]:
    def number(value: Number | None, decimals: int | None = None) -> str:
        return formats().number(value, decimals)

    def percent(fraction: Number | None, decimals: int | None = None) -> str:
        return formats().percent(fraction, decimals)

    def money(amount: Number | None, currency: str = "CNY", style: MoneyStyle = "list") -> str:
        return formats().money(amount, currency, style)

    def day(value: date | datetime | None) -> str:
        return formats().date(value)

    def moment(value: datetime | None) -> str:
        return formats().datetime(value)

    def near(value: datetime | None) -> Markup:
        here = formats()
        return _time(value, here.near_datetime(value), here)

    def duration(value: timedelta | None) -> str:
        return formats().duration(value)

    def person_label(name: str, position: str = "", full: bool = False) -> str:
        return formats().person(name, position, full=full)

    return {
        "number": number,
        "percent": percent,
        "money": money,
        "date": day,
        "datetime": moment,
        "near_datetime": near,
        "duration": duration,
        "person_label": person_label,
        "initial": lambda name: surname(name)[:1].upper() or "?",
        "avatar_tone": lambda name: sum(map(ord, name)) % AVATAR_TONES + 1,
    }


def _time(value: datetime | None, text: str, formats: Formats) -> Markup:
    if value is None:
        return escape(text)
    return Markup('<time datetime="{}" title="{}">{}</time>').format(
        value.isoformat(timespec="seconds"), formats.stamp(value), text
    )
