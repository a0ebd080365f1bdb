"""Takes the pictures that are looked at: `python tests/browser/shell/shots.py OUT [path …]` (not a test)."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

from playwright.sync_api import sync_playwright
from werkzeug.serving import make_server

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[3]))
from gallery import create_gallery

ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def main(out: Path, paths: list[str]) -> None:
    server = make_server("127.0.0.1", 0, create_gallery(), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.port}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGS)
        for theme, width, lang in (
            ("light", 1440, "zh"),
            ("dark", 1440, "zh"),
            ("light", 390, "zh"),
            ("light", 1440, "en"),
        ):
            context = browser.new_context(
                viewport={"width": width, "height": 900 if width > 400 else 844}, color_scheme=theme
            )
            context.add_cookies([{"name": "gx_lang", "value": lang, "url": base}])
            page = context.new_page()
            page.on("console", lambda message: print("console", message.type, message.text))
            page.on("pageerror", lambda error: print("pageerror", error))
            page.on(
                "request",
                lambda request: (
                    None if request.url.startswith((base, "data:")) else print("EXTERNAL", request.url)
                ),
            )
            page.on(
                "response",
                lambda response: print(response.status, response.url) if response.status >= 400 else None,
            )
            for path in paths:
                page.goto(base + path)
                page.wait_for_timeout(900)
                name = path.strip("/").replace("/", "-") or "start"
                page.screenshot(path=out / f"{name}-{theme}-{width}-{lang}.png")
            context.close()
        browser.close()
    server.shutdown()


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    main(target, sys.argv[2:] or ["/worklist/"])
