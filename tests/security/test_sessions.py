"""S11, S22, S23: sessions, guessing and passwords in the application as it is served."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select, update

from engine import organisation
from forms.accounts import passwords
from forms.accounts.tables import account, session
from tests.support.application import COOKIE, Application, Browser

PAGES = ("/worklist/", "/crm/quotes/", "/monitor/", "/definitions/")


def cookie(browser: Browser) -> str:
    found = browser.client.get_cookie(COOKIE)
    assert found is not None
    return found.value


def with_cookie(site: Application, value: str) -> Browser:
    client = site.app.test_client()
    client.set_cookie(COOKIE, value)
    return Browser(client, "")


def is_out(browser: Browser) -> bool:
    """Whether every page sends this browser to the login."""
    answers = {browser.get(page).headers.get("Location", "").partition("?")[0] for page in PAGES}
    assert answers in ({"/login"}, {""}), answers
    return answers == {"/login"}


def test_logging_in_changes_the_session_and_what_was_planted_before_is_worthless(site: Application) -> None:
    browser = site.stranger()
    planted = cookie(browser)
    assert browser.post("/login", {"login": "manager", "password": "guanxi-demo"}).headers["Location"] == "/"
    assert cookie(browser) != planted
    assert is_out(with_cookie(site, planted))
    assert not is_out(browser)


def test_a_stolen_cookie_is_worthless_after_log_out_on_every_page_and_the_api(site: Application) -> None:
    browser = site.as_("manager")
    thief = with_cookie(site, cookie(browser))
    assert not is_out(thief)
    assert browser.post("/logout").status_code == 303
    assert is_out(thief)
    assert thief.get("/api/v1/work-items").status_code == 401


def test_a_cookie_that_was_tampered_with_is_no_session(site: Application) -> None:
    value = cookie(site.as_("manager"))
    head, _, rest = value.partition(".")
    for forged in (value[:-1], value + "x", head + "." + rest[::-1], "x", "." * 40, "\x7f" * 10):
        assert is_out(with_cookie(site, forged))


def test_a_new_password_ends_all_sessions_and_tokens(site: Application) -> None:
    browser, other, program = site.log_in("manager"), site.as_("manager"), site.api("manager")
    form = {"old": "guanxi-demo", "new": "a much longer one", "again": "a much longer one"}
    assert browser.post("/password", form).headers["Location"] == "/login"
    assert is_out(browser)
    assert is_out(other)
    assert program.get("/work-items").status_code == 401
    assert not is_out(site.log_in("manager", password="a much longer one"))


def test_freezing_somebody_ends_sessions_and_tokens_at_once(site: Application) -> None:
    browser, program = site.as_("manager"), site.api("manager")
    with site.store.begin(by=None, action="test") as tx:
        organisation.set_status(tx, site.person("manager"), "frozen")
    assert is_out(browser)
    assert program.get("/work-items").status_code == 401
    answer = site.stranger().post("/login", {"login": "manager", "password": "guanxi-demo"})
    assert answer.status_code == 401


def test_half_an_hour_of_silence_and_twelve_hours_end_a_session(site: Application, template: Path) -> None:
    browser = site.as_("manager")
    site.clock.advance(timedelta(minutes=31))
    assert is_out(browser)
    site.restore(template)
    browser = site.as_("manager")
    for _ in range(36):
        site.clock.advance(timedelta(minutes=20))
        browser.get("/worklist/changes")
    site.clock.advance(timedelta(minutes=1))
    assert is_out(browser)


def test_a_bearer_token_ends_with_its_session(site: Application) -> None:
    program = site.api("manager")
    assert program.get("/work-items").status_code == 200
    assert program.client.delete("/api/v1/session", headers=program.headers).status_code == 204
    assert program.get("/work-items").status_code == 401


def test_a_browser_session_is_no_bearer_token_and_a_token_no_cookie(site: Application) -> None:
    program = site.api("manager")
    token = program.headers["Authorization"].partition(" ")[2]
    with site.store.read() as connection:
        kinds = set(connection.scalars(select(session.c.kind)))
    assert kinds == {"browser", "api"}
    assert is_out(with_cookie(site, token))
    assert program.client.get("/worklist/", headers=program.headers).status_code == 303


def test_over_https_the_cookie_is_bound_to_this_host(template: Path, tmp_path: Path) -> None:
    secure = Application(tmp_path, https=True)
    secure.platform.migrate()
    header = secure.app.test_client().get("/login", base_url="https://localhost").headers["Set-Cookie"]
    secure.close()
    assert header.startswith("__Host-guanxi=")
    for part in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax"):
        assert part in header
    assert "Domain" not in header


@pytest.mark.parametrize("login", ["manager", "nobody"])
def test_twenty_guesses_are_slowed_down_on_the_page_and_the_api_alike(site: Application, login: str) -> None:
    stranger, program = site.stranger(), site.api()
    codes = []
    for number in range(10):
        typed = {"login": login, "password": f"guess {number} at it"}
        codes.append(stranger.post("/login", typed).status_code)
        answer = program.post("/session", {"username": login, "password": f"guess {number}"})
        codes.append(answer.status_code)
    assert codes[:4] == [401] * 4
    assert set(codes[4:]) == {429}
    assert int(answer.headers["Retry-After"]) >= 1
    assert answer.json["retry_after"] >= 1
    blocked = stranger.post("/login", {"login": "manager", "password": "guanxi-demo"})
    assert blocked.status_code == (429 if login == "manager" else 303)


def test_passwords_are_kept_as_argon2id_and_weak_hashes_are_renewed_at_login(
    site: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = account.c.person_id == site.person("manager")
    weak = site.one(select(account.c.password_hash).where(mine))
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher())
    passwords._nobodys.cache_clear()
    site.log_in("manager")
    strong = site.one(select(account.c.password_hash).where(mine))
    assert strong != weak
    assert strong.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    with site.store.read() as connection:
        kept = connection.scalars(select(account.c.password_hash)).all()
    assert all(one.startswith("$argon2id$") for one in kept)
    assert not any("guanxi-demo" in one for one in kept)


def test_a_broken_hash_in_the_store_lets_nobody_in(site: Application) -> None:
    with site.store.begin(by=None, action="test") as tx:
        mine = account.c.person_id == site.person("manager")
        tx.connection.execute(update(account).where(mine).values(password_hash="guanxi-demo"))
    answer = site.stranger().post("/login", {"login": "manager", "password": "guanxi-demo"})
    assert answer.status_code == 401
