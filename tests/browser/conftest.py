"""The whole platform on a free port with demo data, a Chromium, and pages that notice what must not happen."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright
from werkzeug.serving import make_server

import app
from adapters.demo import PASSWORD
from admin.cli import Settings
from forms.shell.assets import Assets

CHROMIUM = Path("/usr/bin/chromium")
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
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
    server = make_server("127.0.0.1", 0, platform.web(), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Desk(f"http://127.0.0.1:{server.port}", platform, tmp_path / "mail")
    server.shutdown()
    thread.join()
    platform.store.close()


LogIn = Callable[..., Page]


@pytest.fixture
def log_in(desk: Desk, chromium: Browser) -> Iterator[LogIn]:
    """`log_in("manager", lang="zh", width=1440)`: a page of that person; faults fail the test at its end."""
    faults: list[str] = []
    contexts = []

    def log_in(login: str, *, lang: str = "zh", width: int = 1440) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 900 if width > 900 else 844},
            locale="zh-CN" if lang == "zh" else "en-GB",
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("console", lambda message: _note(faults, login, message))
        page.on("pageerror", lambda error: faults.append(f"{login}: {error}"))
        page.on("request", lambda request: _stay_here(faults, desk.url, request))
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
    assert faults == []


def _note(faults: list[str], login: str, message: ConsoleMessage) -> None:
    # a refusal is an answer: the browser reports its status code, the page shows its sentence
    refused = "status of 422" in message.text or "status of 409" in message.text
    if message.type in ("error", "warning") and not refused:
        faults.append(f"{login}: {message.text}")


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
