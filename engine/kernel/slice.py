"""The working set of one run: rows loaded so far, rows made, and variables by scope.

Everything is loaded lazily and once; what a command costs depends on what it touches.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from engine.kernel.program import Program
from engine.kernel.requests import (
    LoadAround,
    LoadInstance,
    LoadParameters,
    LoadScope,
    LoadToken,
    LoadVariables,
    Steps,
)
from engine.kernel.state import Activity, Instance, Scope, Status, Token

ABSENT = object()
"""Marks a name that is known not to exist in a scope."""

BUSINESS_KEY = "execution.businessKey"
OF_INSTANCE = frozenset({BUSINESS_KEY, "execution.id"})
"""Names that no variable can have: what foreign expressions ask of the running instance."""

PARAMETER = "parameters."
"""How a name begins that no variable can have: a parameter of the package, looked up when it is read."""

EVERYTHING = "*"
"""As a name: all variables (only foreign scripts of tests ask for it)."""


class Slice:
    """Rows of one root instance, by id. Methods that may have to load are generators of requests."""

    def __init__(self) -> None:
        self.instances: dict[int, Instance] = {}
        self.programs: dict[int, Program] = {}
        self.scopes: dict[int, Scope] = {}
        self.tokens: dict[int, Token] = {}
        self.activities: dict[int, Activity] = {}
        self.variables: dict[int, dict[str, Any]] = {}
        self.written: dict[tuple[int, str], Any] = {}
        self.writes = 0
        """How often a value changed."""
        self.parameters: dict[int, dict[str, Any]] = {}
        """By instance: the parameters that were read, with what they were."""
        self._complete: set[int] = set()
        self._set: dict[int, Mapping[str, Any]] = {}

    def add_instance(self, instance: Instance, program: Program) -> None:
        """Take a loaded or new instance in."""
        self.instances.setdefault(instance.id, instance)
        self.programs[instance.id] = program

    def add_scope(self, scope: Scope) -> Scope:
        """Take a loaded or new scope in; a row already here wins over a second load."""
        known = self.scopes.setdefault(scope.id, scope)
        if known.status is Status.NEW:
            self._complete.add(scope.id)
        self.variables.setdefault(scope.id, {})
        return known

    def add_token(self, token: Token) -> Token:
        """Take a loaded or new token in; a row already here wins over a second load."""
        return self.tokens.setdefault(token.id, token)

    def instance(self, instance_id: int) -> Steps[Instance]:
        """The instance with this id."""
        if instance_id not in self.instances:
            instance, program = yield LoadInstance(instance_id)
            self.add_instance(instance, program)
        return self.instances[instance_id]

    def program(self, instance_id: int) -> Steps[Program]:
        """The program that instance runs."""
        if instance_id not in self.programs:
            yield from self.instance(instance_id)
        return self.programs[instance_id]

    def scope(self, scope_id: int) -> Steps[Scope]:
        """The scope with this id."""
        found = self.scopes.get(scope_id)
        if found is None:
            found = self.add_scope((yield LoadScope(scope_id)))
            yield from self.instance(found.instance_id)
        return found

    def token(self, token_id: int) -> Steps[Token | None]:
        """The open token with this id; None if it is gone."""
        found = self.tokens.get(token_id)
        if found is None:
            found = yield LoadToken(token_id)
            if found is not None:
                self.add_token(found)
        return found if found is not None and found.status is not Status.GONE else None

    def chain(self, scope: Scope) -> Steps[list[Scope]]:
        """This scope and those around it, up to its process."""
        chain = [scope]
        while chain[-1].parent_id is not None:
            if chain[-1].parent_id not in self.scopes:
                yield from self._load_around(chain[-1].parent_id)
            chain.append(self.scopes[chain[-1].parent_id])
        return chain

    def _load_around(self, scope_id: int) -> Steps[None]:
        for scope in (yield LoadAround(scope_id)):
            if scope.id not in self.scopes:
                self.add_scope(scope)
                yield from self.instance(scope.instance_id)

    def preload(
        self, values: dict[int, dict[str, Any]], names: Iterable[str], scope_ids: Iterable[int]
    ) -> None:
        """Take variables in that the shell loaded together with the rows."""
        for scope_id in scope_ids:
            mine = self.variables.setdefault(scope_id, {})
            loaded = values.get(scope_id, {})
            for name in names:
                mine.setdefault(name, loaded.get(name, ABSENT))

    def read(self, scope: Scope, names: frozenset[str]) -> Steps[dict[str, Any]]:
        """The values these names have as seen from `scope`; names nobody set are left out."""
        if not names:
            return {}
        chain = [scope] if scope.parent_id is None else (yield from self.chain(scope))
        if EVERYTHING in names:
            names = yield from self._load_all(chain)
        yield from self.fetch(chain, names)
        found: dict[str, Any] = {}
        for name in names:
            for place in chain:
                value = place.local.get(name, ABSENT)
                if value is ABSENT:
                    value = self.variables[place.id].get(name, ABSENT)
                if value is not ABSENT:
                    found[name] = value
                    break
            else:
                if name in OF_INSTANCE:
                    found[name] = yield from self._of_instance(scope, name)
                elif name.startswith(PARAMETER):
                    found[name] = yield from self._parameter(scope, name)
        return found

    def _parameter(self, scope: Scope, name: str) -> Steps[Any]:
        known = self._set.get(scope.instance_id)
        if known is None:
            known = self._set[scope.instance_id] = yield LoadParameters(scope.instance_id)
        value = known.get(name.removeprefix(PARAMETER))
        self.parameters.setdefault(scope.instance_id, {})[name] = value
        return value

    def _of_instance(self, scope: Scope, name: str) -> Steps[Any]:
        instance = yield from self.instance(scope.instance_id)
        return instance.business_key if name == BUSINESS_KEY else str(instance.id)

    def has_own(self, scope: Scope, name: str) -> Steps[bool]:
        """Whether exactly this scope has a variable of this name."""
        if name in scope.local:
            return True
        yield from self.fetch([scope], frozenset((name,)))
        return self.variables[scope.id].get(name, ABSENT) is not ABSENT

    def own(self, scope: Scope) -> Steps[dict[str, Any]]:
        """All variables of exactly this scope."""
        yield from self._load_all([scope])
        found = {**self.variables[scope.id], **scope.local}
        return {n: value for n, value in found.items() if value is not ABSENT and not n.startswith("$")}

    def write(self, scope: Scope, name: str, value: Any) -> None:
        """Set a variable of exactly this scope."""
        if name in scope.local:
            scope.local[name] = value
            self.writes += 1
            scope.touch()
            return
        mine = self.variables[scope.id]
        if name in mine and mine[name] == value and type(mine[name]) is type(value):
            return
        mine[name] = value
        self.written[scope.id, name] = value
        self.writes += 1

    def fetch(self, chain: list[Scope], names: frozenset[str]) -> Steps[None]:
        """Have the shell load what is not known yet of these names in these scopes, in one question."""
        missing = [
            place.id
            for place in chain
            if place.id not in self._complete and not names <= self.variables[place.id].keys()
        ]
        if missing:
            self.preload((yield LoadVariables(tuple(missing), names)), names, missing)

    def _load_all(self, chain: list[Scope]) -> Steps[frozenset[str]]:
        missing = tuple(place.id for place in chain if place.id not in self._complete)
        if missing:
            values = yield LoadVariables(missing, None)
            for scope_id in missing:
                mine = self.variables[scope_id]
                for name, value in values.get(scope_id, {}).items():
                    mine.setdefault(name, value)
            self._complete.update(missing)
        return frozenset(name for place in chain for name in (*place.local, *self.variables[place.id]))
