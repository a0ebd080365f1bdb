"""Which parameters the published packages declare, and where their diagrams read them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection

from adapters.crm.settable import OF_APPLICATIONS, Group, Place, Settable
from engine.definition.parameters import asked_by
from engine.kernel.program import Event, Expr, Node, Working
from engine.service import Engine
from engine.service.programs import Loaded
from engine.store.definitions import all_latest


def groups(engine: Engine, connection: Connection, lang: str) -> Sequence[Group]:
    """All parameters by process, in the order of their packages; names of elements for a reader."""
    found = []
    for definition in all_latest(connection):
        loaded = engine.programs.load(connection, definition.id)
        words = definition.messages.get(lang, {})
        settables = [*_declared(loaded, words), *_of_applications(loaded, words)]
        if settables:
            titles = (definition.title_zh, definition.title_en)
            found.append(Group(process=definition.key, titles=titles, settables=settables))
    return found


def _declared(loaded: Loaded, words: Mapping[str, str]) -> Iterator[Settable]:
    declared = loaded.parameters
    places = _places(loaded, words)
    for name, one in (declared.by_name or {}).items():
        if name in places:  # of a package with several processes, those that this one reads
            yield Settable(
                key=declared.stored(name),
                zh=one.zh,
                en=one.en,
                default=one.default,
                kind=one.kind,
                process=loaded.definition.key,
                places=places[name],
            )


def _of_applications(loaded: Loaded, words: Mapping[str, str]) -> Iterator[Settable]:
    for one in OF_APPLICATIONS:
        if one.process == loaded.definition.key:
            nodes = (loaded.program.node_by_id.get(place.element) for place in one.places)
            places = [_place(node, words, working=False) for node in nodes if node is not None]
            yield replace(one, places=places)


def _places(loaded: Loaded, words: Mapping[str, str]) -> Mapping[str, Sequence[Place]]:
    found: dict[str, list[Place]] = {}
    for node in loaded.program.nodes:
        for name, working in sorted(dict(_read(node)).items()):
            found.setdefault(name, []).append(_place(node, words, working=working))
    return found


def _place(node: Node, words: Mapping[str, str], *, working: bool) -> Place:
    name = node.name or node.id
    return Place(element=node.id, name=words.get(name) or name, working=working)


def _read(node: Node) -> Iterator[tuple[str, bool]]:
    """The parameters that an element reads, and whether they count in working time there."""
    given = node.assignment
    if given is not None:
        yield from _names(given.working, given.due, given.follow_up)
        yield from _names(None, given.assignee, given.title, given.priority)
    for event in () if node.event is None else node.event.parts or (node.event,):
        yield from _of_event(event)
    mapped = (*node.inputs, *node.outputs, *(node.invocation.inputs if node.invocation else ()))
    yield from _names(None, *(one.source for one in mapped))


def _of_event(event: Event) -> Iterator[tuple[str, bool]]:
    if event.timer is not None:
        yield from _names(event.timer.working, event.timer.value)


def _names(working: Working | None, *expressions: Expr | None) -> Iterator[tuple[str, bool]]:
    for expression in expressions:
        if expression is not None:
            yield from ((name, working is not None) for name in asked_by(expression) if name)
