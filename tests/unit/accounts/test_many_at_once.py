"""Guesses and logins that arrive at the same moment."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sqlalchemy import func, select

from engine.store.uow import Store
from forms.accounts import LoginRefused, TooManyAttempts
from forms.accounts.tables import session

PASSWORD = "correct horse battery"


def test_many_guesses_at_once_gain_nothing_over_one_after_another(site: Any) -> None:
    def guess(number: int) -> str:
        try:
            site.accounts.open_session("seller", f"guess {number}", address=f"10.0.0.{number}")
        except (LoginRefused, TooManyAttempts) as refusal:
            return type(refusal).__name__
        return "in"

    with ThreadPoolExecutor(8) as pool:
        answers = Counter(pool.map(guess, range(24)))
    assert answers == {"LoginRefused": 4, "TooManyAttempts": 20}


def test_logins_at_once_get_a_session_each(site: Any, store: Store) -> None:
    def log_in(number: int) -> str:
        return str(site.accounts.open_session("admin", PASSWORD, address=f"10.0.1.{number}"))

    with ThreadPoolExecutor(3) as pool:
        tokens = set(pool.map(log_in, range(3)))
    with store.read() as connection:
        assert connection.scalar(select(func.count()).select_from(session)) == len(tokens) == 3
