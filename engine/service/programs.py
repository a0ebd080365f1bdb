"""Programs and decisions of published definitions, compiled once and kept."""

from __future__ import annotations

import threading
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from engine.definition import compile_process, read
from engine.definition.binding import Bound, read_bindings
from engine.definition.parameters import Declared, read_parameters
from engine.dmn import Decisions
from engine.dmn import load as load_decisions
from engine.kernel.program import Program
from engine.store.definitions import Definition, get, latest, resources, versions

HEAD = "package.toml"
ScriptTable = Mapping[str, Callable[[dict[str, Any]], Any]]


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """A definition with what its deployment brought along."""

    definition: Definition
    program: Program
    decisions: Mapping[str, Decisions] = field(default_factory=dict)
    parameters: Declared = field(default_factory=Declared)


class Programs:
    """The cache, by definition id. A published version never changes, so an entry is never stale."""

    def __init__(self, *, scripts: ScriptTable | None = None, conditions: ScriptTable | None = None) -> None:
        self._scripts = scripts or {}
        self._conditions = conditions or {}
        self._loaded: dict[int, Loaded] = {}
        self._lock = threading.Lock()

    def load(self, connection: Connection, definition_id: int) -> Loaded:
        """The definition with its program. Raises NotFound."""
        found = self._loaded.get(definition_id)
        if found is None:
            found = self._compile(get(connection, definition_id), resources(connection, definition_id))
            with self._lock:
                self._loaded[definition_id] = found
        return found

    def known(self, definition_id: int) -> Loaded | None:
        """The definition if it was loaded before: without a question to the store."""
        return self._loaded.get(definition_id)

    def latest(self, connection: Connection, key: str) -> Loaded | None:
        """The published version of this key with the highest number."""
        definition = latest(connection, key)
        return None if definition is None else self.load(connection, definition.id)

    def version(self, connection: Connection, key: str, version: int) -> Loaded | None:
        """One version of this key."""
        found = next((d for d in versions(connection, key) if d.version == version), None)
        return None if found is None else self.load(connection, found.id)

    def tagged(self, connection: Connection, key: str, tag: str | None) -> Loaded | None:
        """The newest published version that carries this tag."""
        published = (d for d in versions(connection, key) if d.state == "published")
        loaded = (self.load(connection, definition.id) for definition in published)
        return next((one for one in loaded if one.program.version_tag == tag), None)

    def deployed_with(self, connection: Connection, key: str, deployment: int) -> Loaded | None:
        """The version of this key that was published together with another process."""
        found = next((d for d in versions(connection, key) if d.deployment == deployment), None)
        return None if found is None else self.load(connection, found.id)

    def forget(self) -> None:
        """Drop everything; the next use reads it back from the store."""
        with self._lock:
            self._loaded.clear()

    def _compile(self, definition: Definition, files: Mapping[str, bytes]) -> Loaded:
        parameters = parameters_of(files)
        program = compile_process(
            read(files[definition.path], file=definition.path),
            definition.process_id,
            scripts=self._scripts,
            conditions=self._conditions,
            roles=roles_of(files),
            bindings=bindings_of(files),
            parameters=parameters.names or (),
        )
        return Loaded(
            definition=definition, program=program, decisions=decisions_of(files), parameters=parameters
        )


def roles_of(files: Mapping[str, bytes]) -> dict[str, str]:
    """Lane name to position code, from the package's `[roles]`."""
    roles = _head(files).get("roles", {})
    return {str(lane): str(role) for lane, role in roles.items()}


def bindings_of(files: Mapping[str, bytes]) -> dict[str, Bound]:
    """Names of other engines' programs to adapters, from the package's `[bindings]`."""
    return read_bindings(_head(files))


def parameters_of(files: Mapping[str, bytes]) -> Declared:
    """What the package's `[parameters]` declares."""
    if HEAD not in files:
        return Declared()
    head = _head(files)
    return Declared(package=str(head.get("key", "")), by_name=read_parameters(head))


def _head(files: Mapping[str, bytes]) -> dict[str, Any]:
    text = files.get(HEAD)
    return {} if text is None else tomllib.loads(text.decode("utf-8"))


def decisions_of(files: Mapping[str, bytes]) -> dict[str, Decisions]:
    """Decision name or id to the decision model of the deployment that has it."""
    found: dict[str, Decisions] = {}
    models = {path: data for path, data in files.items() if path.endswith(".dmn")}
    for path, data in models.items():
        model = load_decisions(data, imports=tuple(other for one, other in models.items() if one != path))
        for name in model.names:
            found[name] = model
    return found
