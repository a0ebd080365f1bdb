"""The whole platform on a free port with demo data, a Chromium, and pages that notice what must not happen."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright
from werkzeug.serving import make_server

import app
from adapters.demo import PASSWORD
from admin.cli import Settings
from forms.accounts import passwords
from forms.shell.assets import Assets
from tests.browser.hands import EYES, Hands
from tests.browser.pictures import Pictures
from tests.journeys import ends
from tests.journeys.english import chinese, english
from tests.journeys.stage import Stage
from tests.support.application import CHEAP, COOKIE, Application, make_template

CHROMIUM = Path("/usr/bin/chromium")
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LOCALES = {"zh": "zh-CN", "en": "en-GB"}
WORDS = {"zh": chinese, "en": english}
ARTEFACTS = Path(__file__).parents[2] / "artefacts" / "journey"


@dataclass(frozen=True)
class Desk:
    """A served platform."""

    url: str
    platform: app.Platform
    mail: Path


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip("no Chromium on this machine")
    if not Assets().built:
        pytest.skip("the browser assets are not built: make assets")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGS)
        yield browser
        browser.close()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """The platform as `guanxi serve --demo` starts it."""
    settings = Settings(
        database=f"sqlite:///{tmp_path / 'guanxi.db'}",
        secret_key="a key for one test only",
        var=tmp_path,
        mail=f"file:{tmp_path / 'mail'}",
    )
    platform = app.build(settings)
    platform.migrate()
    platform.prepare()
    platform.load_demo()
    with served(platform.web()) as url:
        yield Desk(url, platform, tmp_path / "mail")
    platform.store.close()


LogIn = Callable[..., Page]
StageIn = Callable[..., Stage]


@pytest.fixture
def faults() -> Iterator[list[str]]:
    """What the pages complained about; the test fails at its end if there was anything."""
    found: list[str] = []
    yield found
    assert found == []


@pytest.fixture
def log_in(desk: Desk, chromium: Browser, faults: list[str]) -> Iterator[LogIn]:
    """`log_in("manager", lang="zh", width=1440)`: a page of that person; faults fail the test at its end."""
    contexts = []

    def log_in(login: str, *, lang: str = "zh", width: int = 1440) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 900 if width > 900 else 844}, locale=LOCALES[lang]
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        _watch(faults, page, login, desk.url)
        page.goto(f"{desk.url}/login")
        page.fill("input[name=login]", login)
        page.fill("input[type=password]", PASSWORD)
        page.click("form:has(input[type=password]) button[type=submit]")
        page.wait_for_url("**/worklist/**")
        assert page.locator("html").get_attribute("lang") == ("zh-CN" if lang == "zh" else "en")
        return page

    yield log_in
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def journey_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo company as every journey finds it, made once."""
    folder = tmp_path_factory.mktemp("journeys")
    make_template(folder)
    return folder


@pytest.fixture(scope="session")
def journey_beginnings(
    journey_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[ends.Beginning, Path]:
    """What the stories of the ends have behind them."""
    before, passwords._hasher = passwords._hasher, CHEAP
    site = Application(tmp_path_factory.mktemp("behind"))
    found = ends.beginnings(site, journey_template, tmp_path_factory.mktemp("beginnings"))
    site.close()
    passwords._hasher = before
    return found


@pytest.fixture
def stage_in(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    journey_template: Path,
    chromium: Browser,
    faults: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[StageIn]:
    """`stage_in("zh", folder)`: people with a browser each, before the company as it was left in the folder.

    `JOURNEYS=folder` keeps pictures there.
    """
    monkeypatch.setattr(passwords, "_hasher", CHEAP)
    site = Application(tmp_path)
    pictures = Pictures.of(os.environ.get("JOURNEYS"), request.node.name)
    contexts = []
    with served(site.app) as url:

        def stage_in(lang: str, beginning: Path = journey_template) -> Stage:
            site.restore(beginning)
            words = WORDS[lang]

            def hands(login: str) -> Hands:
                context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale=LOCALES[lang])
                contexts.append(context)
                context.add_init_script(path=str(EYES))
                cookie = site.log_in(login).client.get_cookie(COOKIE)
                assert cookie is not None
                context.add_cookies([{"name": COOKIE, "value": cookie.value, "url": url}])
                page = context.new_page()
                page.set_default_timeout(15_000)
                _watch(faults, page, login, url)
                return Hands(page, url, pictures.of_person(login), words)

            return Stage(site, hands, words)

        yield stage_in
        for context in contexts:
            context.close()
    site.close()


@contextmanager
def served(application: Flask) -> Iterator[str]:
    """The URL of an application that answers while the block lasts."""
    server = make_server("127.0.0.1", 0, application, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()


def _watch(faults: list[str], page: Page, login: str, url: str) -> None:
    page.on("console", lambda message: _note(faults, login, message))
    page.on("pageerror", lambda error: faults.append(f"{login}: {error}"))
    page.on("request", lambda request: _stay_here(faults, url, request))


def _note(faults: list[str], login: str, message: ConsoleMessage) -> None:
    # a refusal is an answer: the browser reports its status code, the page shows its sentence
    refused = "status of 422" in message.text or "status of 409" in message.text
    if message.type in ("error", "warning") and not refused:
        faults.append(
            f"{login}: {message.text} ({message.location.get('url', '')}:{message.location.get('lineNumber')})"
        )


def _stay_here(faults: list[str], url: str, request: Request) -> None:
    if not request.url.startswith((url, "data:", "blob:")):
        faults.append(f"external request: {request.url}")


@pytest.fixture
def keep(request: pytest.FixtureRequest) -> Callable[[Page, str], None]:
    """`keep(page, "worklist")`: a screenshot among the build's artefacts."""
    folder = ARTEFACTS / request.node.callspec.id if hasattr(request.node, "callspec") else ARTEFACTS

    def keep(page: Page, name: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        page.wait_for_load_state("networkidle")
        page.screenshot(path=str(folder / f"{name}.png"))

    return keep
