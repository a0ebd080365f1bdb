"""Deploying a set of files: read, check, compile, store, listen. Nothing is stored where a check says error."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from engine.calendar.lookup import calendars
from engine.definition import Diagram, check, compile_process, read
from engine.definition.findings import Finding, has_errors
from engine.errors import Refused
from engine.service.context import Context
from engine.service.programs import ScriptTable, bindings_of, decisions_of, parameters_of, roles_of
from engine.service.second_opinion import ask_later
from engine.service.start_timers import arm_starts
from engine.service.touched import note_touched
from engine.store.definitions import Definition, NewDefinition, publish
from engine.store.uow import Transaction

Titles = Mapping[str, tuple[str, str]]
Messages = Mapping[str, Mapping[str, str]]


def check_files(
    context: Context,
    connection: Connection,
    files: Mapping[str, bytes],
    *,
    scripts: ScriptTable,
    conditions: ScriptTable,
) -> list[Finding]:
    """All findings of the diagrams in a set of files."""
    return check(
        _diagrams(files),
        adapters=set(context.adapters),
        calendars=set(calendars(connection).by_code),
        decisions=set(decisions_of(files)),
        scripts=scripts,
        conditions=conditions,
        bindings=bindings_of(files),
        parameters=parameters_of(files).names,
    )


def deploy(
    context: Context,
    tx: Transaction,
    files: Mapping[str, bytes],
    *,
    name: str,
    reason: str,
    titles: Titles,
    messages: Messages,
    scripts: ScriptTable,
    conditions: ScriptTable,
) -> list[Definition]:
    """Publish every process in the files as the next version of its key. Raises Refused."""
    findings = check_files(context, tx.connection, files, scripts=scripts, conditions=conditions)
    if has_errors(findings):
        raise Refused(findings)
    new: list[NewDefinition] = []
    programs: dict[str, Any] = {}
    for diagram in _diagrams(files):
        for process in diagram.processes:
            program = compile_process(
                diagram,
                process.id,
                scripts=scripts,
                conditions=conditions,
                roles=roles_of(files),
                bindings=bindings_of(files),
                parameters=parameters_of(files).names or (),
            )
            programs[program.key] = program
            new.append(_definition(diagram, program.key, program.name, titles, messages))
    published = publish(tx, name=name, reason=reason, resources=dict(files), definitions=new)
    for definition in published:
        arm_starts(tx, definition.id, definition.key, programs[definition.key])
        note_touched(tx, definition.id, programs[definition.key])
    if context.second_opinion is not None:
        ask_later(tx, published)
    return published


def _diagrams(files: Mapping[str, bytes]) -> list[Diagram]:
    return [read(data, file=path) for path, data in files.items() if path.endswith((".bpmn", ".xml"))]


def _definition(
    diagram: Diagram, key: str, name: str | None, titles: Titles, messages: Messages
) -> NewDefinition:
    shown = name or key
    title_zh, title_en = titles.get(key, (shown, shown))
    return NewDefinition(
        key=key,
        path=diagram.file,
        process_id=key,
        name=shown,
        title_zh=title_zh,
        title_en=title_en,
        messages=messages,
    )
