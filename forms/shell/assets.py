"""Built browser files: which hashed file stands behind a name, and the icons."""

from __future__ import annotations

import json
from functools import cached_property
from pathlib import Path

from markupsafe import Markup, escape

DIST = Path(__file__).parent / "static" / "dist"

IconNodes = list[list[object]]


class Assets:
    """The result of `make assets` in one folder; a new build is seen by a server that runs already."""

    def __init__(self, folder: Path = DIST) -> None:
        self.folder = folder
        self._read_at = 0
        self._files: dict[str, str] = {}

    @property
    def built(self) -> bool:
        """Whether `make assets` has run; pages still render without, only bare."""
        return (self.folder / "manifest.json").is_file()

    @cached_property
    def _icons(self) -> dict[str, IconNodes]:
        icons: dict[str, IconNodes] = json.loads((self.folder / "icons.json").read_text("utf-8"))
        return icons

    def file(self, name: str) -> str:
        """`style.css` → `style-8GHT2KQA.css`. An unknown name is a KeyError; unbuilt gives the name back."""
        try:
            built_at = (self.folder / "manifest.json").stat().st_mtime_ns
        except FileNotFoundError:
            return name
        if built_at != self._read_at:
            text = (self.folder / "manifest.json").read_text("utf-8")
            self._files = {key: entry["file"] for key, entry in json.loads(text).items()}
            self._read_at = built_at
        return self._files[name]

    def icon(self, name: str, *, size: str = "", title: str = "") -> Markup:
        """A Tabler outline icon as inline SVG in `currentColor`. `size`: `s` 14 px, `l` 20 px, else 16 px.

        With `title` it speaks for itself, without it is decoration. An unknown name is a KeyError.
        """
        nodes = self._icons[name] if self.built else []
        shapes = "".join(_shape(node) for node in nodes)
        label = f' role="img" aria-label="{escape(title)}"' if title else ' aria-hidden="true"'
        css = f"gx-i gx-i-{size}" if size else "gx-i"
        return Markup(  # noqa: S704 - the shapes come from the pinned icon package, the rest is escaped
            f'<svg class="{css}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75"'
            f' stroke-linecap="round" stroke-linejoin="round"{label}>{shapes}</svg>'
        )


def _shape(node: list[object]) -> str:
    tag, attributes = node
    assert isinstance(attributes, dict)
    text = " ".join(f'{key}="{escape(value)}"' for key, value in attributes.items())
    return f"<{tag} {text}/>"


_assets = Assets()


def asset(name: str) -> str:
    """The hashed file name behind `name` (`app.js`, `viewer.js`, `modeler.js`, `style.css`, `bpmn.css`)."""
    return _assets.file(name)


def icon(name: str, size: str = "", title: str = "") -> Markup:
    """`Assets.icon` of the built files."""
    return _assets.icon(name, size=size, title=title)
