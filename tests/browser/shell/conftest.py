"""The gallery on a free port, a Chromium, and a page that notices everything that must not happen."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import delete
from waitress.server import create_server

from forms.shell.assets import Assets
from forms.shell.preferences import forms_preference

sys.path.insert(0, str(Path(__file__).parent))  # the gallery is not a package: nothing else may import it


@pytest.fixture(scope="session")
def gallery() -> Iterator[Any]:
    """The served application; `base_url` is where."""
    from gallery import create_gallery

    assert Assets().built, "run `make assets` first: the pages have no styles and no scripts"
    app = create_gallery()
    server: Any = create_server(app, host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    app.extensions["base_url"] = f"http://127.0.0.1:{server.effective_port}"
    yield app
    server.task_dispatcher.shutdown()
    server.trigger.pull_trigger(server.close)  # closed in its own thread: elsewhere its loop would trip
    thread.join(timeout=5)


@pytest.fixture
def open_page(gallery: Any, chromium: Browser) -> Iterator[Callable[..., Page]]:
    """`open_page("/path", lang="zh", theme="light", width=1440)`; faults are asserted at the end of the test."""
    base = gallery.extensions["base_url"]
    store = gallery.extensions["store"]
    with store.begin(by=None, action="forget") as transaction:  # no test sees the choices of another
        transaction.connection.execute(delete(forms_preference))
    faults: list[str] = []
    contexts = []

    def open_(
        path: str, *, lang: str = "zh", theme: str = "light", width: int = 1440, script: bool = True
    ) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 900 if width > 900 else 844},
            color_scheme=theme,  # type: ignore[arg-type]
            java_script_enabled=script,
        )
        contexts.append(context)
        context.add_cookies([{"name": "gx_lang", "value": lang, "url": base}])
        page = context.new_page()
        page.set_default_timeout(8000)
        page.on("console", lambda message: _note(faults, message))
        page.on("pageerror", lambda error: faults.append(f"error: {error}"))
        page.on("request", lambda request: _note_foreign(faults, request.url, base))
        page.goto(base + path)
        if script:
            page.wait_for_selector("[data-htmx-powered]", state="attached")  # keys before that are lost
        return page

    yield open_
    for context in contexts:
        context.close()
    assert faults == []


def _note(faults: list[str], message: Any) -> None:
    # A refused request is logged by the browser as an error; tests that provoke one look at the page instead.
    provoked = ("Failed to load resource", "Failed to fetch")
    if message.type == "error" and not any(text in message.text for text in provoked):
        faults.append(f"console: {message.text}")


def _note_foreign(faults: list[str], url: str, base: str) -> None:
    if not url.startswith((base, "data:", "blob:")):
        faults.append(f"external request: {url}")
