"""S27b: installing browser packages runs nobody's scripts, and nothing is fetched that the lock does not pin."""

from __future__ import annotations

import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_npm_never_runs_the_scripts_of_a_package() -> None:
    assert "ignore-scripts=true" in (ROOT / ".npmrc").read_text().split()
    makefile = (ROOT / "Makefile").read_text()
    calls = re.findall(r"\(NPM\) (?:ci|install)[^;\n]*", makefile)
    assert calls
    assert all("ci --ignore-scripts" in call for call in calls)


def test_our_own_package_has_no_script_that_an_installation_would_run() -> None:
    scripts = json.loads((ROOT / "package.json").read_text()).get("scripts", {})
    ran = {"preinstall", "install", "postinstall", "prepare", "prepublish", "preprepare", "postprepare"}
    assert ran.isdisjoint(scripts)


def test_every_browser_package_is_pinned_by_version_and_hash() -> None:
    wanted = json.loads((ROOT / "package.json").read_text())
    for version in {**wanted["dependencies"], **wanted["devDependencies"]}.values():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version), version
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    for name, entry in packages.items():
        if name:
            assert entry["integrity"].startswith("sha512-"), name
            assert entry.get("resolved", "https://").startswith("https://"), name


def test_nothing_that_reports_home_is_among_the_packages() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert not [name for name in packages if "telemetry" in name or "analytics" in name]


def test_every_python_package_is_pinned_by_hash() -> None:
    lock = (ROOT / "uv.lock").read_text()
    for file in re.findall(r"\{ url = [^}]*\}", lock):
        assert 'hash = "sha256:' in file
