"""Participants and performers: who may do a user task."""

from __future__ import annotations

from collections.abc import Iterable

from engine.definition.element import GX
from engine.definition.xpdl.maker import Maker
from engine.definition.xpdl.scope import Node
from engine.definition.xpdl.source import Source

_HUMAN = "HUMAN"
_SYSTEM = frozenset({"SYSTEM"})


class Participants:
    """The participants of the package and of its processes: id → kind and name."""

    def __init__(self, maker: Maker) -> None:
        self._maker = maker
        self._kinds: dict[str, str] = {}
        self._names: dict[str, str] = {}

    def add(self, holder: Source) -> None:
        for source in holder.inside("Participants", "Participant"):
            key = source.get("Id") or source.get("Name") or ""
            kind = source.child("ParticipantType")
            self._kinds[key] = ((kind.get("Type") if kind is not None else None) or "ROLE").upper()
            self._names[key] = source.get("Name") or key
            for part in source.all("Description"):
                part.taken_whole()

    def name(self, key: str) -> str:
        return self._names.get(key, key)

    def knows(self, key: str) -> bool:
        return key in self._kinds

    def is_system(self, key: str) -> bool:
        return self._kinds.get(key) in _SYSTEM

    def is_role(self, key: str) -> bool:
        return self._kinds.get(key, "ROLE") not in {_HUMAN, *_SYSTEM}

    def performers(self, *sources: Source) -> list[str]:
        """Performer ids or expressions of an activity, in any version's way of writing."""
        found: list[str] = []
        for source in sources:
            for each in [*source.all("Performer"), *source.inside("Performers", "Performer")]:
                found += [name.strip() for name in each.text.split(",") if name.strip()]
        return list(dict.fromkeys(found))

    def assign(self, node: Node, performers: Iterable[str]) -> None:
        """One person is the assignee, everything else candidates."""
        people: list[str] = []
        groups: list[str] = []
        for name in performers:
            if not self.knows(name) and "${" not in name and not name.startswith("="):
                self._maker.find(
                    "XPDL_PARTICIPANT_UNKNOWN", node.source, node.id, owner=node.id, performer=name[:60]
                )
            (people if self._kinds.get(name) == _HUMAN else groups).append(name)
        if len(people) == 1 and not groups:
            node.element.set(f"{{{GX}}}assignee", people[0])
        elif people:
            node.element.set(f"{{{GX}}}candidateUsers", ", ".join(people))
        if groups:
            node.element.set(f"{{{GX}}}candidateGroups", ", ".join(groups))
