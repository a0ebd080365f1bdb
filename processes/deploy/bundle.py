"""A set of files that is published together, completed with what an earlier version already had."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from sqlalchemy import Connection

from engine.definition import Diagram, read
from engine.definition.binding import Bindings
from engine.definition.findings import Finding
from engine.definition.parameters import Parameter
from engine.store.definitions import Definition, all_latest, latest, resources
from processes.deploy.converting import Original, converted
from processes.deploy.texts import finding
from processes.made_forms import with_made_forms
from processes.package import Package, read_files, read_zip

HEAD = "package.toml"
DIAGRAMS = (".bpmn", ".bpmn2", ".xml")
_ALWAYS = (1980, 1, 1, 0, 0, 0)  # the same files give the same zip


@dataclass(frozen=True, kw_only=True, slots=True)
class Bundle:
    """What would be stored: `files` by path, titles and texts as the package names them."""

    name: str
    files: Mapping[str, bytes]
    title: Mapping[str, str] = field(default_factory=dict)  # language → title
    messages: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # language → msgid → text
    bindings: Bindings = field(default_factory=dict)  # other engines' names → adapters
    parameters: Mapping[str, Parameter] | None = None  # by name; None where there is no package.toml
    findings: tuple[Finding, ...] = ()
    base: Definition | None = None
    """The version whose other files were taken over; None if everything came along."""
    carried: tuple[str, ...] = ()
    """Paths taken over from it."""
    originals: tuple[Original, ...] = ()
    """What some of the diagrams were converted from."""

    def diagrams(self) -> list[Diagram]:
        """The diagrams, read."""
        return [read(data, file=path) for path, data in self.files.items() if path.endswith(DIAGRAMS)]

    def with_file(self, path: str, data: bytes) -> Bundle:
        """The same set with one file replaced."""
        return from_files({**self.files, path: data}, name=self.name)


def open_bundle(connection: Connection, files: Mapping[str, bytes]) -> Bundle:
    """The set that these uploads stand for: one package, or loose files on top of what is published."""
    made = converted(files)
    bundle = _open(connection, made.files)
    return replace(
        bundle, findings=(*made.findings, *bundle.findings), originals=(*made.originals, *bundle.originals)
    )


def _open(connection: Connection, files: Mapping[str, bytes]) -> Bundle:
    zips = [name for name in files if name.lower().endswith(".zip")]
    loose = {_plain(name): data for name, data in files.items() if name not in zips}
    if len(zips) > 1:
        found = finding("SET_SEVERAL_PACKAGES", file=zips[1], count=len(zips))
        return Bundle(name=_plain(zips[0]), files={}, findings=(found,))
    if zips:
        package = read_zip(files[zips[0]], file=_plain(zips[0]))
        if not loose:
            return _of_package(package)
        return from_files({**package.files, **loose}, name=package.key, findings=package.findings)
    if HEAD in loose:
        return from_files(loose, name=_plain(next(iter(loose))))
    return _completed(connection, loose)


def from_files(files: Mapping[str, bytes], *, name: str, findings: Iterable[Finding] = ()) -> Bundle:
    """A set that is complete. A missing `package.toml` is no fault here: a single diagram has none."""
    made = converted(files)
    package = read_files(made.files, file=name)
    own = [one for one in package.findings if HEAD in files or one.code != "PKG_TOML_MISSING"]
    bundle = _of_package(package)
    known = {one.code for one in own}
    return Bundle(
        name=package.key,
        files=bundle.files,
        title=bundle.title,
        messages=bundle.messages,
        bindings=bundle.bindings,
        parameters=bundle.parameters,
        findings=(*made.findings, *(one for one in findings if one.code not in known), *own),
        originals=tuple(made.originals),
    )


def pack(files: Mapping[str, bytes]) -> bytes:
    """The files as a zip; the same files give the same bytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in sorted(files.items()):
            entry = zipfile.ZipInfo(path, _ALWAYS)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return target.getvalue()


def _of_package(package: Package) -> Bundle:
    files = _published(package.files)
    diagrams = [read(data, file=path) for path, data in files.items() if path.endswith(DIAGRAMS)]
    return Bundle(
        name=package.key,
        files=with_made_forms(files, diagrams),
        title=package.title,
        messages=package.messages,
        bindings=package.bindings,
        parameters=package.parameters if HEAD in package.files else None,
        findings=package.findings,
    )


def _published(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Diagrams and tables among samples and tests are not processes to publish."""
    executable = (*DIAGRAMS, ".dmn")
    return {
        path: data
        for path, data in files.items()
        if not (path.startswith(("samples/", "tests/")) and path.endswith(executable))
    }


def _completed(connection: Connection, loose: Mapping[str, bytes]) -> Bundle:
    """Loose files replace those of the same name in the version of the process they belong to."""
    name = next(iter(loose), "upload")
    homes = _homes(connection, loose)
    if isinstance(homes, Finding):
        return Bundle(name=name, files=dict(loose), findings=(homes,))
    if homes is None:
        return from_files(loose, name=name)
    base = resources(connection, homes.id)
    merged = dict(base)
    for path, data in loose.items():
        merged[_place(path, data, base, homes)] = data
    bundle = from_files(merged, name=homes.key)
    return Bundle(
        name=homes.key,
        files=bundle.files,
        title=bundle.title,
        messages=bundle.messages,
        bindings=bundle.bindings,
        parameters=bundle.parameters,
        findings=bundle.findings,
        base=homes,
        carried=tuple(sorted(path for path in base if merged[path] is base[path])),
    )


def _homes(connection: Connection, loose: Mapping[str, bytes]) -> Definition | Finding | None:
    """The definition these files belong to; None for a new one."""
    keys = _process_ids(loose)
    if keys:
        return next((found for key in keys if (found := latest(connection, key)) is not None), None)
    if any(path.endswith(DIAGRAMS) for path in loose):
        return None
    names = set(loose)
    users = {
        one.deployment: one
        for one in all_latest(connection)
        if names & {PurePosixPath(path).name for path in resources(connection, one.id)}
    }
    name = next(iter(loose), "upload")
    if not users:
        return finding("SET_EMPTY", file=name)
    if len(users) > 1:
        return finding("SET_OF_SEVERAL", file=name, keys=", ".join(sorted(one.key for one in users.values())))
    return next(iter(users.values()))


def given(bundle: Bundle) -> dict[str, bytes]:
    """What came along, as it came: on top of what an earlier version had."""
    originals = {id(one.diagram): one for one in bundle.originals}
    found: dict[str, bytes] = {}
    for path, data in bundle.files.items():
        if path not in bundle.carried:
            original = originals.get(id(data))
            found[original.path if original else path] = original.data if original else data
    return found


def _process_ids(files: Mapping[str, bytes]) -> list[str]:
    diagrams = (read(data, file=path) for path, data in files.items() if path.endswith(DIAGRAMS))
    return [process.id for diagram in diagrams for process in diagram.processes]


def _place(path: str, data: bytes, base: Mapping[str, bytes], home: Definition) -> str:
    """Where a loose file goes: over the diagram of the process, over the file of its name, or beside."""
    if path.endswith(DIAGRAMS) and home.key in _process_ids({path: data}):
        return home.path
    return next((known for known in base if PurePosixPath(known).name == path), path)


def _plain(name: str) -> str:
    """A file name without the folders that some browsers send along; diagrams end in `.bpmn`."""
    plain = PurePosixPath(name.replace("\\", "/")).name or "upload"
    for ending in (".bpmn20.xml", ".bpmn2", ".xml"):
        if plain.lower().endswith(ending):
            return plain[: -len(ending)] + ".bpmn"
    return plain
