"""Two languages: which one this request speaks, and the catalogues of every folder read into memory.

Chinese is the default. The choice is: the person's own setting, then the cookie, then the browser's wish.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, cast

from babel.support import NullTranslations, Translations
from flask import Flask, has_request_context, request
from flask_babel import Babel, Domain, get_locale, gettext, lazy_gettext, ngettext

from forms.shell.catalogues import chinese_translations

__all__ = ["Lang", "choose", "gettext", "init_languages", "is_language", "lang", "lazy_gettext", "ngettext"]

Lang = Literal["zh", "en"]
LANGUAGES: tuple[Lang, ...] = ("zh", "en")
COOKIE = "gx_lang"


class MemoryDomain(Domain):  # type: ignore[misc]  # flask-babel ships no types
    """English is the language of the msgids; Chinese comes from all folders' `.po` files, read once."""

    def __init__(self, chinese: Translations) -> None:
        super().__init__()
        self._chinese = chinese
        self._english = NullTranslations()

    def get_translations(self) -> NullTranslations:
        return self._chinese if lang() == "zh" else self._english


def lang() -> Lang:
    """The language of this request; Chinese outside of one."""
    locale = get_locale() if has_request_context() else None
    return "en" if locale is not None and locale.language == "en" else "zh"


def is_language(value: object) -> bool:
    """Whether `value` names one of our languages."""
    return value in LANGUAGES


def choose(*, own: str | None, usual: Callable[[], str | None]) -> Lang:
    """The language for this request: what was chosen, what the browser asks for, what the account says.

    `own` is the person's choice (None when there is none), `usual()` the language their mail is written in.
    """
    for wish in (own, request.cookies.get(COOKIE), request.accept_languages.best_match(LANGUAGES), usual()):
        if is_language(wish):
            return cast(Lang, wish)
    return "zh"


def init_languages(
    app: Flask, *, own: Callable[[], str | None], usual: Callable[[], str | None], timezone: str
) -> None:
    """Give the application Flask-Babel with our catalogues. `own` and `usual` as in `choose`."""

    def locale() -> str:
        return "en" if choose(own=own(), usual=usual) == "en" else "zh_Hans_CN"

    babel: Any = Babel()
    babel.domain_instance = MemoryDomain(chinese_translations())
    babel.init_app(app, default_locale="zh_Hans_CN", default_timezone=timezone, locale_selector=locale)
    app.jinja_env.globals["lang"] = lang
