"""Rows S10, S11, S22 and S23 of the attack list, through the real routes."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask.testing import FlaskClient
from sqlalchemy import select, update

from engine import organisation
from engine.clock import ManualClock
from engine.store.uow import Store
from forms.accounts import PasswordRefused, create_user
from forms.accounts.tables import account, login_log, session

PASSWORD = "correct horse battery"
Site = Any
LogIn = Callable[..., Any]


def _cookie(client: FlaskClient) -> str:
    found = client.get_cookie("guanxi")
    assert found is not None
    return found.value


def _token(client: FlaskClient, page: str = "/login") -> str:
    found = re.search(r'name="csrf-token" content="([^"]+)"', client.get(page).text)
    assert found
    return found[1]


def test_a_page_sends_strangers_to_the_login_and_back(site: Site, log_in: LogIn) -> None:
    client = site.client()
    away = client.get("/rules?x=1")
    assert (away.status_code, away.location) == (303, "/login?next=/rules%3Fx%3D1")
    back = log_in(client, "seller", next="/rules?x=1")
    assert (back.status_code, back.location) == (303, "/rules?x=1")


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:1"]
)
def test_the_login_never_redirects_to_somebody_else(site: Site, log_in: LogIn, target: str) -> None:
    assert log_in(site.client(), "seller", next=target).location == "/"


def test_everything_needs_a_login_unless_named_as_public(site: Site) -> None:
    client = site.client()
    assert client.get("/healthz").text == "well"
    assert client.get("/").status_code == 303
    assert client.get("/", headers={"HX-Request": "true"}).headers["HX-Redirect"] == "/login"
    assert client.get("/api/v1/me").status_code == 401


def test_the_right_password_lets_in_under_a_new_session(site: Site, log_in: LogIn) -> None:
    client = site.client()
    _token(client)
    before = _cookie(client)
    assert log_in(client, "SELLER ").status_code == 303
    assert _cookie(client) != before
    assert client.get("/").text == "hello seller"
    other = site.client()
    other.set_cookie("guanxi", before)
    assert other.get("/").status_code == 303, "a session planted before the login gains nothing"


def test_the_cookie_is_kept_from_scripts_and_other_sites(site: Site, log_in: LogIn) -> None:
    header = log_in(site.client(), "seller").headers["Set-Cookie"]
    assert "HttpOnly" in header
    assert "SameSite=Lax" in header


def test_over_https_the_cookie_is_bound_to_the_host(store: Store) -> None:
    from flask import Flask

    from forms import accounts, shell

    app = Flask("secure")
    app.config.update(SECRET_KEY="test", TESTING=True)
    shell.init_app(app, navigation=[], identity=accounts.current_person)
    accounts.init_app(app, accounts=accounts.Accounts(store=store), secure_cookies=True)
    header = app.test_client().get("/login", base_url="https://localhost").headers["Set-Cookie"]
    assert header.startswith("__Host-guanxi=")
    assert "Secure" in header
    assert "Path=/" in header
    assert "Domain" not in header


def test_a_post_without_the_token_changes_nothing(site: Site, log_in: LogIn) -> None:
    client = site.client()
    client.get("/login")
    assert log_in(client, "seller", token=False).status_code == 403
    assert client.get("/").status_code == 303


@pytest.mark.parametrize(
    ("login", "password"), [("seller", "wrong"), ("nobody", PASSWORD), ("", ""), ("x" * 5000, "y" * 5000)]
)
def test_any_wrong_pair_gets_the_same_answer(site: Site, log_in: LogIn, login: str, password: str) -> None:
    answer = log_in(site.client(), login, password)
    assert answer.status_code == 401
    assert "账号或密码不正确" in answer.text
    assert password == "" or password not in answer.text


def test_the_login_page_speaks_both_languages(site: Site) -> None:
    assert "登录" in site.client().get("/login", headers={"Accept-Language": "zh"}).text
    assert "Log in" in site.client().get("/login", headers={"Accept-Language": "en"}).text


def test_what_was_typed_as_login_is_kept_but_never_as_markup(site: Site, log_in: LogIn) -> None:
    answer = log_in(site.client(), '"><script>x', "wrong")
    assert "&#34;&gt;&lt;script&gt;x" in answer.text
    assert "<script>x" not in answer.text


def test_a_copied_cookie_is_worthless_after_log_out(site: Site, log_in: LogIn) -> None:
    client = site.client()
    log_in(client, "seller")
    stolen = _cookie(client)
    assert client.post("/logout", data={"csrf_token": _token(client, "/password")}).status_code == 303
    thief = site.client()
    thief.set_cookie("guanxi", stolen)
    assert thief.get("/").status_code == 303
    assert thief.get("/api/v1/me").status_code == 401


def test_freezing_a_person_ends_every_session_at_once(
    site: Site, log_in: LogIn, freeze: Callable[[int], None]
) -> None:
    client = site.client()
    log_in(client, "seller")
    token = site.accounts.open_session("seller", PASSWORD, address="here")
    freeze(site.seller)
    assert client.get("/api/v1/me").status_code == 401
    assert site.client().get("/api/v1/me", headers={"Authorization": f"Bearer {token}"}).status_code == 401
    assert log_in(site.client(), "seller").status_code == 401


def test_unfreezing_does_not_revive_old_sessions(
    site: Site, store: Store, log_in: LogIn, freeze: Callable[[int], None]
) -> None:
    client = site.client()
    log_in(client, "seller")
    freeze(site.seller)
    with store.begin(by=None, action="test") as tx:
        organisation.set_status(tx, site.seller, "active")
    assert client.get("/").status_code == 303


def test_a_new_password_ends_every_session_and_is_the_only_one_that_works(site: Site, log_in: LogIn) -> None:
    one, two = site.client(), site.client()
    log_in(one, "seller")
    log_in(two, "seller")
    form = {"old": PASSWORD, "new": "a much better one", "again": "a much better one"}
    done = one.post("/password", data=form | {"csrf_token": _token(one, "/password")})
    assert (done.status_code, done.location) == (303, "/login")
    assert one.get("/").status_code == 303
    assert two.get("/").status_code == 303
    assert log_in(site.client(), "seller").status_code == 401
    assert log_in(site.client(), "seller", "a much better one").status_code == 303


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"old": "wrong", "new": "a much better one", "again": "a much better one"}, "这不是您现在的密码"),
        ({"old": PASSWORD, "new": "short", "again": "short"}, "新密码需要 10 到 200 个字符"),
        ({"old": PASSWORD, "new": "my seller word", "again": "my seller word"}, "不能包含账号"),
        (
            {"old": PASSWORD, "new": "a much better one", "again": "another one here"},
            "两次输入的新密码不一致",
        ),
    ],
)
def test_a_refused_new_password_says_why_and_changes_nothing(
    site: Site, log_in: LogIn, form: dict[str, str], sentence: str
) -> None:
    client = site.client()
    log_in(client, "seller")
    answer = client.post("/password", data=form | {"csrf_token": _token(client, "/password")})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert client.get("/").status_code == 200


def test_a_session_ends_after_half_an_hour_of_silence(site: Site, clock: ManualClock, log_in: LogIn) -> None:
    client = site.client()
    log_in(client, "seller")
    clock.advance(timedelta(minutes=29))
    assert client.get("/").status_code == 200
    clock.advance(timedelta(minutes=29))
    assert client.get("/").status_code == 200
    clock.advance(timedelta(minutes=31))
    assert client.get("/").status_code == 303


def test_a_session_ends_after_twelve_hours_of_work(site: Site, clock: ManualClock, log_in: LogIn) -> None:
    client = site.client()
    log_in(client, "seller")
    for _ in range(35):
        clock.advance(timedelta(minutes=20))
        assert client.get("/").status_code == 200
    clock.advance(timedelta(minutes=21))
    assert client.get("/").status_code == 303


def test_being_seen_is_written_at_most_once_a_minute(
    site: Site, store: Store, clock: ManualClock, log_in: LogIn
) -> None:
    client = site.client()
    log_in(client, "seller")

    def seen() -> Any:
        with store.read() as connection:
            return connection.scalar(select(session.c.last_seen_at))

    first = seen()
    clock.advance(timedelta(seconds=50))
    client.get("/")
    assert seen() == first
    clock.advance(timedelta(seconds=11))
    client.get("/")
    client.get("/")
    assert seen() == clock.now()


def test_guessing_a_login_is_slowed_down_and_told_for_how_long(
    site: Site, clock: ManualClock, log_in: LogIn
) -> None:
    codes = [log_in(site.client(), "seller", "wrong").status_code for _ in range(20)]
    assert codes == [401] * 4 + [429] * 16
    blocked = log_in(site.client(), "seller")  # even the right password waits
    assert blocked.status_code == 429
    assert blocked.headers["Retry-After"] == "3"
    clock.advance(timedelta(seconds=3))
    assert log_in(site.client(), "seller").status_code == 303


def test_the_wait_doubles_up_to_a_minute(site: Site, clock: ManualClock, log_in: LogIn) -> None:
    waits = []
    for _ in range(10):
        log_in(site.client(), "seller", "wrong")
        blocked = log_in(site.client(), "seller", "wrong")
        wait = int(blocked.headers.get("Retry-After", 0))
        waits.append(wait)
        clock.advance(timedelta(seconds=wait))
    assert waits[-1] == 60
    assert sorted(waits) == waits


def test_guessing_many_logins_from_one_address_is_slowed_down_too(site: Site, log_in: LogIn) -> None:
    codes = [log_in(site.client(), f"user{n}", "wrong").status_code for n in range(20)]
    assert codes[:11] == [401] * 11
    assert set(codes[11:]) == {429}


def test_a_right_password_starts_the_count_of_its_login_afresh(site: Site, log_in: LogIn) -> None:
    for _ in range(2):
        for _ in range(3):
            assert log_in(site.client(), "seller", "wrong").status_code == 401
        assert log_in(site.client(), "seller").status_code == 303


def test_a_right_password_does_not_clear_the_address_of_a_guesser(site: Site, log_in: LogIn) -> None:
    codes = []
    for number in range(12):
        codes.append(log_in(site.client(), f"user{number}", "wrong").status_code)
        codes.append(log_in(site.client(), "admin").status_code)
    assert 429 in codes


def test_failures_are_forgotten_after_a_quarter_of_an_hour(
    site: Site, clock: ManualClock, log_in: LogIn
) -> None:
    for _ in range(3):
        log_in(site.client(), "seller", "wrong")
    clock.advance(timedelta(minutes=16))
    codes = [log_in(site.client(), "seller", "wrong").status_code for _ in range(4)]
    assert codes == [401] * 4


def test_passwords_are_stored_as_argon2id_only(site: Site, store: Store) -> None:
    with store.read() as connection:
        hashes = connection.scalars(select(account.c.password_hash)).all()
    assert len(set(hashes)) == 2, "the same password must not look the same twice"
    assert all(found.startswith("$argon2id$") for found in hashes)


def test_a_weaker_hash_is_renewed_at_login(site: Site, store: Store, log_in: LogIn) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD)
    with store.begin(by=None, action="test") as tx:
        mine = account.c.person_id == site.seller
        tx.connection.execute(update(account).where(mine).values(password_hash=weak))
    assert log_in(site.client(), "seller").status_code == 303
    with store.read() as connection:
        now = connection.scalar(select(account.c.password_hash).where(account.c.person_id == site.seller))
    assert now != weak
    assert "m=1024" not in str(now)
    assert log_in(site.client(), "seller").status_code == 303


def test_the_store_does_not_hold_what_opens_a_session(site: Site, store: Store) -> None:
    token = site.accounts.open_session("seller", PASSWORD, address="here")
    with store.read() as connection:
        row = connection.execute(select(session)).one()
    assert token not in str(row)


def test_every_attempt_is_logged_with_its_address(site: Site, store: Store, log_in: LogIn) -> None:
    log_in(site.client(), "seller", "wrong")
    log_in(site.client(), "nobody", "wrong")
    log_in(site.client(), "seller")
    with store.read() as connection:
        rows = connection.execute(select(login_log).order_by(login_log.c.id)).all()
    assert [(row.login, row.ok, row.person_id) for row in rows] == [
        ("seller", False, site.seller),
        ("nobody", False, None),
        ("seller", True, site.seller),
    ]
    assert {row.address for row in rows} == {"127.0.0.1"}


def test_a_bearer_token_opens_the_api_but_no_page(site: Site) -> None:
    token = site.accounts.open_session("seller", PASSWORD, address="here")
    header = {"Authorization": f"Bearer {token}"}
    client = site.client()
    assert client.get("/api/v1/me", headers=header).text == "seller"
    assert client.post("/api/v1/me", headers=header).text == "seller"
    assert client.get("/", headers=header).status_code == 303


@pytest.mark.parametrize("header", ["Bearer wrong", "Bearer ", "Basic c2VsbGVy", "Bearer \u00ff"])
def test_a_false_token_is_refused_even_beside_a_good_cookie(site: Site, log_in: LogIn, header: str) -> None:
    client = site.client()
    assert client.get("/api/v1/me", headers={"Authorization": header}).status_code == 401
    if header.startswith("Bearer"):
        log_in(client, "seller")
        assert client.get("/api/v1/me", headers={"Authorization": "Bearer wrong"}).status_code == 401


def test_a_browser_cookie_may_not_post_to_the_api_without_the_token(site: Site, log_in: LogIn) -> None:
    client = site.client()
    log_in(client, "seller")
    assert client.post("/api/v1/me").status_code == 403
    assert client.post("/api/v1/me", headers={"X-CSRFToken": _token(client, "/password")}).text == "seller"


def test_a_missing_right_is_refused_with_the_positions_that_hold_it(site: Site, log_in: LogIn) -> None:
    seller, admin = site.client(), site.client()
    log_in(seller, "seller")
    log_in(admin, "admin")
    refused = seller.get("/rules")
    assert refused.status_code == 403
    assert "系统管理员" in refused.text
    assert admin.get("/rules").text == "the rules"


def test_a_user_with_a_taken_login_a_bad_password_or_an_unknown_position_is_not_created(
    site: Site, store: Store
) -> None:
    from engine.errors import Invalid, NotFound

    with pytest.raises(Invalid):
        create_user(store, login="Seller", password=PASSWORD, name="x", positions=[])
    with pytest.raises(PasswordRefused):
        create_user(store, login="new", password="short", name="x", positions=[])
    with pytest.raises(NotFound):
        create_user(store, login="new", password=PASSWORD, name="x", positions=["emperor"])
    with store.read() as connection:
        assert organisation.by_login(connection, "new") is None
