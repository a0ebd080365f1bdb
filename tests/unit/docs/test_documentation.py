"""The documentation is complete and its links resolve: what code names, a page describes."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import app
from admin.cli import ENVIRONMENT, Settings
from admin.cli.run import COMMANDS
from engine.definition.rules import unread
from engine.definition.rules.unread import GX
from engine.store.failpoints import FAILPOINTS

ROOT = Path(__file__).resolve().parents[3]
DOCS = ROOT / "docs"
REFERENCE = DOCS / "reference"
FOLDERS = ("engine", "processes", "forms", "worklist", "adapters", "admin")
PAGES = [
    *sorted(DOCS.rglob("*.md")),
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
    ROOT / "forms" / "shell" / "README.md",
]
LINK = re.compile(r"\[[^\]]+\]\(([^)\s]+)\)")
PATH = re.compile(r"`((?:engine|processes|forms|worklist|adapters|admin|bpmn|tests)/[\w./-]*)`")


def reference(name: str) -> str:
    return (REFERENCE / f"{name}.md").read_text(encoding="utf-8")


def sources() -> Iterator[Path]:
    for folder in FOLDERS:
        yield from (ROOT / folder).rglob("*.py")
    yield from (ROOT / "app.py", ROOT / "Makefile")


def test_every_variable_named_in_code_is_described() -> None:
    text = reference("settings")
    named = {
        found
        for path in sources()
        for found in re.findall(r"\bGUANXI_[A-Z_]+\b", path.read_text(encoding="utf-8"))
    }
    assert sorted(name for name in named | set(ENVIRONMENT) if f"`{name}`" not in text) == []


def test_every_variable_described_exists() -> None:
    described = set(re.findall(r"`(GUANXI_[A-Z_]+)`", reference("settings")))
    assert described - set(ENVIRONMENT) == set()


def test_every_failpoint_is_described() -> None:
    text = reference("failpoints")
    assert [name for name, moment in FAILPOINTS.items() if f"| `{name}` | {moment} |" not in text] == []


@pytest.mark.parametrize("name", list(COMMANDS))
def test_every_command_is_described_with_all_its_options(name: str) -> None:
    parser = argparse.ArgumentParser(add_help=False)
    COMMANDS[name].options(parser)
    row = re.search(rf"^\| `guanxi {name}\b.*$", reference("command-line"), re.MULTILINE)
    assert row, name
    options = [option for action in parser._actions for option in action.option_strings]
    assert [option for option in options if option not in row[0]] == []


def test_every_word_of_the_diagram_vocabulary_is_described() -> None:
    text = reference("vocabulary")
    assert sorted(word for word in GX if f"gx:{word}" not in text) == []


@pytest.mark.parametrize("group", ["HARMLESS", "COMMIT", "IGNORED", "LOST"])
def test_every_word_of_the_vendors_is_in_its_group(group: str) -> None:
    lines = [line for line in reference("dialects").splitlines() if re.fullmatch(r"(`\S+` ?)+", line)]
    assert getattr(unread, group) in [set(re.findall(r"`(\S+)`", line)) for line in lines]


def test_every_make_target_is_described() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE)
    assert "run" in targets
    assert [name for name in targets if f"`make {name}`" not in reference("make")] == []


def test_every_address_of_the_api_is_described(tmp_path: Path) -> None:
    settings = Settings(database="sqlite://", secret_key="only for tests", var=tmp_path)
    site = app.build(settings).web()
    text = reference("http") + reference("http-approvals")
    missing = []
    for rule in site.url_map.iter_rules():
        path = re.sub(r"<[^>]+>", "<id>", rule.rule.removeprefix("/api/v1"))
        if not rule.rule.startswith("/api/v1/") or path.startswith("/openapi"):
            continue
        last = path.rpartition("<id>")[2]
        if path not in text and not (last.startswith("/") and f"`{last}`" in text):
            missing.append(path)
    assert missing == []


def links(page: Path) -> list[str]:
    return [target for target in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in target]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_relative_links_and_paths_resolve(page: Path) -> None:
    targets = [page.parent / target.partition("#")[0] for target in links(page) if not target.startswith("#")]
    assert [str(target) for target in targets if not target.exists()] == []
    named = PATH.findall(page.read_text(encoding="utf-8"))
    if page.parent != ROOT / "forms" / "shell":
        assert [name for name in named if not (ROOT / name).exists()] == []


def test_the_built_pages_have_an_entry_each() -> None:
    config = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    pages = [page.relative_to(DOCS).as_posix() for page in DOCS.rglob("*.md")]
    assert [page for page in pages if f": {page}\n" not in config] == []
