"""Names of built files and icons."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from forms.shell.assets import Assets
from forms.shell.catalogues import FOLDERS, ROOT


@pytest.fixture
def built(tmp_path: Path) -> Assets:
    manifest = {"app.js": {"file": "app-AAAA1111.js", "bytes": 1}}
    (tmp_path / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    (tmp_path / "icons.json").write_text(json.dumps({"x": [["path", {"d": 'M0 0"><script>'}]]}), "utf-8")
    return Assets(tmp_path)


def test_a_name_leads_to_its_hashed_file(built: Assets) -> None:
    assert built.file("app.js") == "app-AAAA1111.js"
    with pytest.raises(KeyError):
        built.file("unknown.js")


def test_a_new_build_is_seen_by_a_running_server(built: Assets) -> None:
    assert built.file("app.js") == "app-AAAA1111.js"
    manifest = built.folder / "manifest.json"
    manifest.write_text(json.dumps({"app.js": {"file": "app-BBBB2222.js", "bytes": 1}}), "utf-8")
    os.utime(manifest, ns=(1, 1))  # another moment, whatever the clock's grain
    assert built.file("app.js") == "app-BBBB2222.js"


def test_without_a_build_pages_still_have_names_and_empty_icons(tmp_path: Path) -> None:
    bare = Assets(tmp_path)
    assert not bare.built
    assert bare.file("app.js") == "app.js"
    assert bare.icon("anything").startswith("<svg")


def test_an_icon_is_inline_and_escaped(built: Assets) -> None:
    drawn = built.icon("x", size="s", title='a"b')
    assert "<script>" not in drawn
    assert 'aria-label="a&#34;b"' in drawn
    assert "gx-i-s" in drawn
    assert 'aria-hidden="true"' in built.icon("x")
    with pytest.raises(KeyError):
        built.icon("no-such-icon")


def test_every_icon_named_in_a_template_exists() -> None:
    package = ROOT / "node_modules/@tabler/icons/tabler-nodes-outline.json"
    icons = package if package.exists() else ROOT / "forms/shell/static/dist/icons.json"
    if not icons.exists():
        pytest.skip("the npm packages are not installed")
    known = json.loads(icons.read_text("utf-8"))
    named = re.compile(r"""(?:\bicon\(|icon=|icon_name=|'icon': )\s*['"]([a-z0-9-]+)['"]""")
    unknown = {
        (path.name, name)
        for folder in FOLDERS
        for path in (ROOT / folder).rglob("*.html")
        for name in named.findall(path.read_text("utf-8"))
        if name not in known
    }
    assert unknown == set()
