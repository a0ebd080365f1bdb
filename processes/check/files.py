"""Checking a set of files held in memory: diagrams with the decisions and forms they refer to."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import PurePosixPath
from typing import Final

from adapters.crm.catalogue.lists import LOOKUP_KINDS
from engine.definition import Diagram, check, read
from engine.definition.binding import Bindings
from engine.definition.expressions import ScriptTable
from engine.definition.findings import Finding
from engine.definition.rules.view import nearest
from engine.definition.xpdl import convert
from engine.reference.schema import schema_findings
from forms.schema import Form
from forms.schema import load as load_form
from forms.schema.lists import list_of
from processes.check.decisions import decision_findings
from processes.check.texts import finding
from processes.package import Package, read_zip
from processes.package.archive import MAX_TOTAL
from processes.package.texts import finding as package_finding
from processes.requests.fields import DEPARTMENTS, PEOPLE

HEAD: Final = "package.toml"
SECONDS_PER_FILE: Final = 10.0
BUILT_IN: Final = frozenset({"approval"})
"""Processes every installation has."""

_log = logging.getLogger(__name__)
_QUIET: Final = (".toml", ".po", ".json", ".md", ".txt", ".csv", ".svg", ".png")
"""Parts of a package that have nothing to be checked here."""


@dataclass(kw_only=True, slots=True)
class _Set:
    """What has been read of the set so far."""

    diagrams: list[Diagram] = field(default_factory=list)
    decisions: set[str] = field(default_factory=set)
    forms: set[str] = field(default_factory=set)
    tables: dict[str, bytes] = field(default_factory=dict)
    lines: dict[str, Mapping[str, int]] = field(default_factory=dict)
    """Of converted files: where each element stands in the original."""
    packages: list[tuple[str, Package]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    bindings: dict[str, Bindings] = field(default_factory=dict)
    parameters: dict[str, Collection[str]] = field(default_factory=dict)

    def bound(self, file: str) -> Bindings:
        """What holds for this file: the bindings of its package."""
        mine = (each for start, each in self.bindings.items() if file.startswith(start))
        return {key: bound for each in mine for key, bound in each.items()}

    def declared(self, file: str) -> set[str] | None:
        """The parameters of its package; None for a file that belongs to none."""
        mine = [each for start, each in self.parameters.items() if file.startswith(start)]
        return {name for each in mine for name in each} if mine else None


def check_files(
    files: Mapping[str, bytes],
    *,
    adapters: Container[str] | None = None,
    definitions: Iterable[str] = (),
    decisions: Iterable[str] = (),
    forms: Iterable[str] = (),
    calendars: Collection[str] | None = None,
    scripts: Container[str] | ScriptTable = (),
    conditions: Container[str] | ScriptTable = (),
    bindings: Mapping[str, Bindings] | None = None,
    parameters: Mapping[str, Collection[str]] | None = None,
) -> list[Finding]:
    """All findings of the set. `definitions`, `decisions`, `forms`: names known outside of it. Names given as
    None are not checked.

    Packages (`.zip`) are opened; their files carry names such as `quote.zip/quote.bpmn`. `bindings`: by the
    beginning of the paths they are for ("": all), other engines' names bound to adapters; `parameters`: the
    same way, the names that a package declares.
    """
    found = _Set(bindings=dict(bindings or {}), parameters=dict(parameters or {}))
    for name, data in files.items():
        found.findings += _guarded(name, partial(_read, name, data, found))
    for package_name, package in found.packages:
        found.findings += application_findings(package, file=package_name, adapters=adapters)
    for name, data in found.tables.items():
        others = [content for other, content in found.tables.items() if other != name]
        found.findings += _guarded(name, partial(decision_findings, name, data, others, found.decisions))
    found.findings += _twice(found.diagrams)
    own = {process.id for diagram in found.diagrams for process in diagram.processes}
    for diagram in found.diagrams:
        about = _guarded(
            diagram.file,
            partial(
                check,
                [diagram],
                adapters=adapters,
                forms={*found.forms, *forms},
                decisions={*found.decisions, *decisions},
                definitions={*own, *definitions, *BUILT_IN},
                calendars=calendars,
                scripts=scripts,
                conditions=conditions,
                bindings=found.bound(diagram.file),
                parameters=found.declared(diagram.file),
            ),
        )
        found.findings += [_in_source(one, found.lines.get(diagram.file)) for one in about]
    return found.findings


def _in_source(one: Finding, lines: Mapping[str, int] | None) -> Finding:
    """A finding about a converted diagram, at the line of what it was converted from."""
    return one if lines is None else replace(one, line=lines.get(one.element or "", 1))


def _guarded(name: str, stage: Callable[[], list[Finding]]) -> list[Finding]:
    """No file stops the check: what goes wrong in our own code is a finding as well."""
    began = time.monotonic()
    try:
        found = stage()
    except Exception as error:
        _log.exception("check failed", extra={"action": "check", "file": name})
        return [finding("CHECK_FAILED", file=name, reason=type(error).__name__)]
    if time.monotonic() - began > SECONDS_PER_FILE:
        found.append(finding("CHECK_TOO_SLOW", file=name, seconds=int(SECONDS_PER_FILE)))
    return found


def _read(name: str, data: bytes, found: _Set) -> list[Finding]:
    lower = name.lower()
    if lower.endswith(".zip"):
        return _package(name, data, found)
    if lower.endswith(".xpdl"):
        return _xpdl(name, data, found)
    if lower.endswith(".dmn"):
        found.tables[name] = data
        return schema_findings(data, file=name)
    if lower.endswith(".form"):
        return _form(name, data, found)
    if lower.endswith((".bpmn", ".xml", ".bpmn2")):
        diagram = read(data, file=name)
        found.diagrams.append(diagram)
        return schema_findings(data, file=name)
    return [finding("FILE_KIND", file=name)]


def _xpdl(name: str, data: bytes, found: _Set) -> list[Finding]:
    """The diagram it becomes is checked; findings name the lines of the XPDL file."""
    made = convert(data, file=name)
    if made.bpmn is not None:
        found.diagrams.append(read(made.bpmn, file=name))
        found.lines[name] = made.lines
    return list(made.findings)


def _package(name: str, data: bytes, found: _Set) -> list[Finding]:
    package = read_zip(data, file=name)
    found.packages.append((name, package))
    found.bindings[f"{name}/"] = package.bindings
    if HEAD in package.files:
        found.parameters[f"{name}/"] = package.parameters
    return [*package.findings, *_members(name, package, found)]


def application_findings(package: Package, *, file: str, adapters: Container[str] | None) -> list[Finding]:
    """Applications that the package says it needs and the registry does not have."""
    if adapters is None:
        return []
    known = [str(name) for name in adapters] if isinstance(adapters, Iterable) else []
    return [
        package_finding("PKG_APPLICATION_UNKNOWN", file=file, application=name, near=nearest(name, known))
        for name in package.applications
        if name not in adapters
    ]


def _members(name: str, package: Package, found: _Set) -> Iterator[Finding]:
    for path, content in package.files.items():
        if not path.startswith(("samples/", "tests/")) and not path.lower().endswith(_QUIET):
            yield from _read(f"{name}/{path}", content, found)


def _form(name: str, data: bytes, found: _Set) -> list[Finding]:
    form = load_form(data, file=name)
    stem = PurePosixPath(name).name.removesuffix(".form")
    found.forms |= {stem, f"{stem}.form", f"forms/{stem}.form", form.key}
    return [*form.findings, *_lists(name, form)]


#: Lists of the administrators, and those of the organisation.
_LISTS: Final = frozenset({*LOOKUP_KINDS, PEOPLE, DEPARTMENTS})


def _lists(name: str, form: Form) -> Iterator[Finding]:
    """Lists of the administrators that do not exist."""
    for component in form.all():
        kind = list_of(component)
        if kind is not None and kind not in _LISTS:
            near = nearest(kind, _LISTS)
            found = finding(
                "FORM_LIST_UNKNOWN",
                file=name,
                element=component.id,
                field=component.name,
                list=kind[:60],
                near=near,
            )
            yield replace(found, line=component.line)


def _twice(diagrams: list[Diagram]) -> list[Finding]:
    """Two processes of a set must not share their id: one would hide the other."""
    homes: dict[str, str] = {}
    found: list[Finding] = []
    for diagram in diagrams:
        for process in diagram.processes:
            other = homes.setdefault(process.id, diagram.file)
            if other != diagram.file:
                found.append(
                    finding(
                        "PROCESS_TWICE",
                        file=diagram.file,
                        element=process.id,
                        process=process.id,
                        other=other,
                    )
                )
    return found


MAX_FILE: Final = MAX_TOTAL
"""No single file of a set may be larger than a whole package unpacks to."""
