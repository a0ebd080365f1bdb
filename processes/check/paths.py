"""The check of files and folders on disk, for the command line."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from engine.definition.binding import Bindings
from engine.definition.findings import Finding
from processes.check.files import MAX_FILE, application_findings, check_files
from processes.check.texts import finding
from processes.package import read_folder

SUFFIXES: Final = (".bpmn", ".bpmn20.xml", ".dmn", ".form", ".zip", ".xpdl")


def check_paths(
    paths: Sequence[str | Path],
    *,
    adapters: Container[str] | None = None,
    definitions: Iterable[str] = (),
) -> list[Finding]:
    """All findings of the files as one set; a folder stands for the files of known kinds in it.

    `definitions` are processes known outside the set. Never raises for what is in the files.
    """
    found: list[Finding] = []
    files: dict[str, bytes] = {}
    bindings: dict[str, Bindings] = {}
    parameters: dict[str, Collection[str]] = {}
    rest: list[Path] = []
    for each in map(Path, paths):
        if (each / "package.toml").is_file():
            found += _add_package(each, files, bindings, parameters, adapters)
        else:
            rest.append(each)
    for path, name in _files(rest, found):
        try:
            with path.open("rb") as stream:
                data = stream.read(MAX_FILE + 1)
        except OSError as error:
            found.append(finding("FILE_UNREADABLE", file=name, reason=error.strerror or type(error).__name__))
            continue
        if len(data) > MAX_FILE:
            found.append(finding("FILE_TOO_LARGE", file=name, limit=MAX_FILE))
        else:
            files[name] = data
    return found + check_files(
        files, adapters=adapters, definitions=definitions, bindings=bindings, parameters=parameters
    )


def _add_package(
    folder: Path,
    files: dict[str, bytes],
    bindings: dict[str, Bindings],
    parameters: dict[str, Collection[str]],
    adapters: Container[str] | None,
) -> list[Finding]:
    """A folder with a package.toml is checked as the package it is."""
    package = read_folder(folder)
    bindings[f"{folder}/"] = package.bindings
    parameters[f"{folder}/"] = package.parameters
    for path, data in package.files.items():
        if path.endswith(SUFFIXES) and not path.startswith(("samples/", "tests/")):
            files[str(folder / path)] = data
    needed = application_findings(package, file=str(folder / "package.toml"), adapters=adapters)
    return [*package.findings, *needed]


def _files(paths: list[Path], found: list[Finding]) -> Iterator[tuple[Path, str]]:
    for path in paths:
        if path.is_dir():
            inside = (p for p in sorted(path.rglob("*")) if p.is_file() and not p.is_symlink())
            yield from ((p, str(p)) for p in inside if p.name.lower().endswith(SUFFIXES))
        elif path.exists():
            yield path, str(path)
        else:
            found.append(finding("FILE_MISSING", file=str(path)))
