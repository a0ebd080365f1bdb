"""A process package as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.definition.binding import Bindings
from engine.definition.findings import Finding
from engine.definition.parameters import Parameter


@dataclass(frozen=True, kw_only=True, slots=True)
class Package:
    """What a folder or zip holds. `findings` say what was refused; then the rest may be incomplete."""

    key: str
    title: Mapping[str, str] = field(default_factory=dict)
    """By language: zh, en."""
    roles: Mapping[str, str] = field(default_factory=dict)
    """Lane name → role."""
    applications: tuple[str, ...] = ()
    """Names of the adapter registry that the package needs."""
    bindings: Bindings = field(default_factory=dict)
    """Names of other engines' programs → adapters."""
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    """What administrators may set, by name."""
    files: Mapping[str, bytes] = field(default_factory=dict)
    """By path with `/`, package.toml included."""
    messages: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Language → msgid → text, from `messages/<language>.po`."""
    findings: tuple[Finding, ...] = ()

    def resources(self, suffix: str) -> dict[str, bytes]:
        """Files of one kind, such as `.bpmn`, by path; `samples/` and `tests/` are not resources."""
        return {
            path: data
            for path, data in self.files.items()
            if path.endswith(suffix) and not path.startswith(("samples/", "tests/"))
        }

    def text(self, msgid: str, lang: str) -> str:
        """The package's own translation; the msgid itself where there is none."""
        return self.messages.get(lang, {}).get(msgid) or msgid
