"""The decisions of a process: what its package decides, each drawn with its findings, and tried."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from sqlalchemy import Connection

from engine.definition import Diagram, read
from engine.definition.findings import Finding
from engine.dmn import Decisions
from engine.dmn.analysis.places import tables
from engine.dmn.model import Decision, DecisionTable, KnowledgeModel
from engine.errors import NotFound
from engine.store.definitions import Definition, resources, versions
from forms.accounts import require
from forms.shell import lang
from processes.decisions import asked_by, find, opened
from processes.decisions.fields import Field, as_typed, fields
from processes.decisions.fields import read as read_fields
from processes.decisions.graph import draw_graph
from processes.decisions.marks import Marks, in_words_of
from processes.decisions.opened import Askable, Opened, kind_of
from processes.decisions.trying import parts, shown, try_out
from processes.decisions.words import letter, policy_word, row_in_words, type_word
from processes.deploy import Deployer
from processes.web.frame import chosen, frame

MOST_EXAMPLES = 40
"""Findings whose example can be put into the form."""


class DecisionPages:
    """The tab of /definitions/<key>/decisions."""

    def __init__(self, *, deployer: Deployer) -> None:
        self._store = deployer.engine.store

    @require("definition", "view")
    def decisions(self, key: str) -> str:
        """What the package decides, with what the check says."""
        with self._store.read() as connection:
            one, page, files = self._opened(connection, key)
        diagrams = _diagrams(files)
        rows = [
            {
                "file": model,
                "element": element,
                "kind": kind_of(element),
                "table": _table(element),
                "findings": model.of(element),
                "tasks": _tasks(diagrams, element, one),
            }
            for model in opened(files)
            for element in model.elements
        ]
        return render_template(
            "definitions/decisions.html",
            rows=rows,
            words=lambda text: one.messages.get(lang(), {}).get(text) or text,
            refused=[model for model in opened(files) if model.model is None],
            letter=letter,
            policy_word=policy_word,
            **page,
        )

    @require("definition", "view")
    def decision(self, key: str, decision: str) -> str:
        """One decision: picture, logic, findings, and the form on which it is tried (`?try=1&in.NAME=…`)."""
        with self._store.read() as connection:
            one, page, files = self._opened(connection, key)
        found = find(opened(files), decision)
        model = found[0].model if found is not None else None
        if found is None or model is None:
            raise NotFound(what="decision", id=decision)
        opened_file, element = found
        texts = one.messages.get(lang(), {})

        def words(text: str) -> str:
            return texts.get(text) or text

        findings = tuple(in_words_of(one_found, words) for one_found in opened_file.of(element))
        shown_form = fields(model, element)
        labels = {field.variable: field.label for field in shown_form}
        links = {
            each.id or each.name: self._address(page, each.id or each.name) for each in opened_file.elements
        }
        return render_template(
            "definitions/decision.html",
            file=opened_file,
            element=element,
            kind=kind_of(element),
            logic=_logic(element),
            findings=findings,
            marks=Marks(findings, lang()),
            graph=draw_graph(
                model.definitions,
                title=words(element.name),
                current=element.id or element.name,
                links=links,
                words=lambda name: words(labels.get(name, name)),
            ),
            tasks=_tasks(_diagrams(files), element, one),
            address=self._address(page, element.id or element.name),
            has_table=any(place.decision == element.name for place in tables(model.definitions)),
            examples=_examples(findings, shown_form),
            in_words=request.args.get("words") == "1",
            same=lambda **other: _same(key, element, **other),
            words=words,
            box_kind=lambda box: type(box).__name__,
            letter=letter,
            policy_word=policy_word,
            type_word=type_word,
            said=lambda table, rule: row_in_words(table, rule, _names(opened_file), lang(), words),
            **self._tried(opened_file, element, shown_form),
            **page,
        )

    def _tried(self, file: Opened, element: Askable, form: list[Field]) -> dict[str, Any]:
        """The form as it was sent and what came of it."""
        typed = {field.name: request.args.get(field.name, "") for field in form}
        asked = request.args.get("try") == "1"
        inputs, faults = read_fields(form, typed) if asked else ({}, {})
        assert file.model is not None
        tried = try_out(file.model, element, inputs) if asked and not faults else None
        owners = file.model.tables()
        return {
            "form": form,
            "typed": typed,
            "faults": faults,
            "tried": tried,
            "value_parts": parts,
            "output_label": _output_labels(file.model).get,
            "shown": shown,
            "owner": lambda table: owners.get(id(table), ""),
        }

    def _opened(
        self, connection: Connection, key: str
    ) -> tuple[Definition, dict[str, Any], dict[str, bytes]]:
        rows = versions(connection, key)
        if not rows:
            raise NotFound(what="definition", id=key)
        one = chosen(rows)
        return one, frame(connection, key, one, "decisions"), dict(resources(connection, one.id))

    def _address(self, page: dict[str, Any], decision: str) -> str:
        old = page["one"].version != page["latest"].version
        version = page["one"].version if old else None
        return url_for("definitions.decision", key=page["key"], decision=decision, version=version)


def _same(key: str, element: Askable, **other: str | None) -> str:
    """The address of this page or of another decision, with what was typed."""
    query: dict[str, Any] = {name: value for name, value in request.args.items() if name != "words"}
    query |= {"key": key, "decision": element.id or element.name, **other}
    return url_for("definitions.decision", **query)


def _output_labels(model: Decisions) -> dict[str, str]:
    """What people call the parts of the results."""
    outputs = [each for place in tables(model.definitions) for each in place.table.outputs]
    return {each.name: each.label for each in outputs if each.name and each.label}


def _diagrams(files: dict[str, bytes]) -> list[Diagram]:
    return [
        read(data, file=path) for path, data in files.items() if path.lower().endswith((".bpmn", ".bpmn2"))
    ]


def _tasks(diagrams: list[Diagram], element: Askable, one: Definition) -> list[tuple[str, str]]:
    """The tasks that ask for it: name and, where they are in this process' own diagram, the id."""
    return [
        (name, task if diagram.file == one.path else "")
        for diagram, task, name in asked_by(diagrams, element)
    ]


def _logic(element: Askable) -> object:
    if isinstance(element, Decision):
        return element.logic
    return element.function if isinstance(element, KnowledgeModel) else None


def _table(element: Askable) -> DecisionTable | None:
    logic = _logic(element)
    return logic if isinstance(logic, DecisionTable) else None


def _names(file: Opened) -> frozenset[str]:
    return file.model.definitions.names if file.model is not None else frozenset()


def _examples(findings: tuple[Finding, ...], form: list[Field]) -> dict[int, dict[str, str]]:
    """Per number of a finding, its example as the form's values; none where a fact is no field of its own."""
    by_name = {field.variable: field for field in form}
    found: dict[int, dict[str, str]] = {}
    for number, one in enumerate(findings[:MOST_EXAMPLES], 1):
        facts = one.args.get("facts")
        if isinstance(facts, dict) and facts and all(name in by_name for name in facts):
            found[number] = {
                by_name[name].name: as_typed(by_name[name], value) for name, value in facts.items()
            }
    return found
