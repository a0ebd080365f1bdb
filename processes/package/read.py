"""From a folder or a zip to a package."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from engine.definition.binding import Bound, read_bindings
from engine.definition.findings import Finding
from engine.definition.parameters import Parameter, read_parameters
from processes.package.archive import MAX_ENTRIES, unpack
from processes.package.catalogue import read_catalogue
from processes.package.model import Package
from processes.package.texts import finding

KINDS: Final = (".bpmn", ".dmn", ".form", ".po", ".toml", ".json", ".md", ".txt", ".csv", ".svg", ".png")
_CODE: Final = (
    ".py",
    ".pyc",
    ".js",
    ".mjs",
    ".sh",
    ".bat",
    ".exe",
    ".dll",
    ".so",
    ".class",
    ".groovy",
    ".sql",
)
_MAX_FILE: Final = 2_000_000
_IGNORED: Final = ("__MACOSX/", ".DS_Store", "Thumbs.db")


def read_zip(data: bytes, *, file: str = "package.zip") -> Package:
    """A package from an uploaded zip; nothing is written to disk."""
    files, found = unpack(data, file=file)
    if found:
        return Package(key=_key_from(file), findings=tuple(found))
    return _package(files, file=file)


def read_folder(folder: Path) -> Package:
    """A package from a folder; links are not followed."""
    files: dict[str, bytes] = {}
    found: list[Finding] = []
    for number, path in enumerate(sorted(folder.rglob("*"))):
        name = path.relative_to(folder).as_posix()
        if number >= MAX_ENTRIES:
            found.append(finding("PKG_TOO_MANY", file=folder.name, count=number, limit=MAX_ENTRIES))
            break
        if path.is_symlink():
            found.append(finding("PKG_SYMLINK", file=folder.name, path=name))
        elif path.is_file() and path.suffix.lower() in KINDS:
            with path.open("rb") as stream:
                files[name] = stream.read(_MAX_FILE + 1)
    package = _package(files, file=folder.name)
    return _with(package, found)


def read_files(files: Mapping[str, bytes], *, file: str = "package") -> Package:
    """A package from files that are in memory already, by path; `file` names it in findings."""
    return _package(files, file=file)


def _with(package: Package, found: list[Finding]) -> Package:
    return replace(package, findings=(*found, *package.findings))


def _package(files: Mapping[str, bytes], *, file: str) -> Package:
    found: list[Finding] = []
    kept = dict(_kept(files, file, found))
    head = _head(kept, file, found)
    messages: dict[str, Mapping[str, str]] = {}
    for path, data in kept.items():
        if path.startswith("messages/") and path.endswith(".po"):
            texts, errors = read_catalogue(data, file=_inside(file, path))
            messages[Path(path).stem] = texts
            found += errors
    if not any(path.endswith((".bpmn", ".dmn")) for path in kept):
        found.append(finding("PKG_NO_DIAGRAM", file=file))
    return Package(
        key=_text(head, "key", file, found) or _key_from(file),
        title=_titles(head, file, found),
        roles=_roles(head, file, found),
        applications=_applications(head, file, found),
        bindings=_bindings(head, file, found),
        parameters=_parameters(head, file, found),
        files=kept,
        messages=messages,
        findings=tuple(found),
    )


def _kept(files: Mapping[str, bytes], file: str, found: list[Finding]) -> Iterator[tuple[str, bytes]]:
    for path, data in files.items():
        if path.startswith(_IGNORED) or path.endswith(_IGNORED):
            continue
        lower = path.lower()
        if lower.endswith(_CODE):
            found.append(finding("PKG_CODE", file=file, path=path))
        elif lower.endswith(KINDS):
            yield path, data
        else:
            found.append(finding("PKG_KIND", file=file, path=path))


def _head(files: Mapping[str, bytes], file: str, found: list[Finding]) -> dict[str, object]:
    data = files.get("package.toml")
    if data is None:
        found.append(finding("PKG_TOML_MISSING", file=file))
        return {}
    place = _inside(file, "package.toml")
    try:
        return tomllib.loads(data.decode("utf-8"))
    except UnicodeDecodeError:
        found.append(finding("PKG_TOML", file=place, reason="UTF-8"))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        found.append(finding("PKG_TOML", file=place, line=_line(str(error)), reason=str(error)[:200]))
    return {}


def _line(reason: str) -> int | None:
    """`… (at line 3, column 1)`."""
    _, _, rest = reason.partition("at line ")
    digits = rest.partition(",")[0]
    return int(digits) if digits.isdigit() else None


def _text(head: Mapping[str, object], name: str, file: str, found: list[Finding]) -> str | None:
    value = head.get(name)
    if value is None:
        return None
    if isinstance(value, str) and value.replace("_", "a").replace("-", "a").isalnum():
        return value
    found.append(
        _wrong(file, name, "a name of letters, digits, “_” and “-”", "由字母、数字、“_”和“-”组成的名称")
    )
    return None


def _titles(head: Mapping[str, object], file: str, found: list[Finding]) -> dict[str, str]:
    value = head.get("title", {})
    if isinstance(value, str):
        return {"zh": value, "en": value}
    if isinstance(value, dict) and all(isinstance(text, str) for text in value.values()):
        return {str(lang): str(text) for lang, text in value.items()}
    found.append(_wrong(file, "title", "a text, or texts by language", "文本，或按语言给出的文本"))
    return {}


def _roles(head: Mapping[str, object], file: str, found: list[Finding]) -> dict[str, str]:
    value = head.get("roles", {})
    if isinstance(value, list) and all(isinstance(role, str) for role in value):
        return {str(role): str(role) for role in value}
    if isinstance(value, dict) and all(isinstance(role, str) for role in value.values()):
        return {str(lane): str(role) for lane, role in value.items()}
    found.append(_wrong(file, "roles", "roles by lane name", "按泳道名称给出的角色"))
    return {}


def _applications(head: Mapping[str, object], file: str, found: list[Finding]) -> tuple[str, ...]:
    value = head.get("applications", [])
    if isinstance(value, list) and all(isinstance(name, str) for name in value):
        return tuple(str(name) for name in value)
    found.append(_wrong(file, "applications", "a list of names", "名称列表"))
    return ()


def _bindings(head: Mapping[str, object], file: str, found: list[Finding]) -> dict[str, Bound]:
    """`"class:com.acme.Ship" = "erp.ship"`, or a table with adapter, inputs and result."""
    value = head.get("bindings", {})
    read = read_bindings(head)
    for name in value if isinstance(value, dict) else [None]:
        if name not in read:
            field = "bindings" if name is None else f"bindings.{str(name)[:80]}"
            found.append(_wrong(file, field, "an application's name, or a table", "应用名称，或表"))
    return read


def _parameters(head: Mapping[str, object], file: str, found: list[Finding]) -> dict[str, Parameter]:
    """`answer_within = { zh = "…", en = "…", default = "P2D" }`; `kind` is duration where nothing is said."""
    value = head.get("parameters", {})
    read = read_parameters(head)
    for name in value if isinstance(value, dict) else [None]:
        if name not in read:
            field = "parameters" if name is None else f"parameters.{str(name)[:80]}"
            wanted = "a table with zh, en and a default that fits its kind (duration, days or number)"
            wanted_zh = "含 zh、en 及与类型（duration、days 或 number）相符的 default 的表"
            found.append(_wrong(file, field, wanted, wanted_zh))
    return read


def _wrong(file: str, field: str, wanted: str, wanted_zh: str) -> Finding:
    place = _inside(file, "package.toml")
    return finding("PKG_TOML_FIELD", file=place, field=field, wanted=wanted, wanted_zh=wanted_zh)


def _inside(file: str, path: str) -> str:
    return f"{file}/{path}"


def _key_from(file: str) -> str:
    return Path(file).name.removesuffix(".zip") or "package"
