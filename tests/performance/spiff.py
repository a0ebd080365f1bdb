"""The other way to do it: SpiffWorkflow, its whole state as a JSON text in one row, read and written per step."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.parser.task_parsers import ScriptTaskParser
from SpiffWorkflow.bpmn.parser.util import full_tag
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.specs.defaults import ScriptTask
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from tests.performance.rounds import Request
from tests.performance.subject import APPROVAL5


class _Booking(ScriptTaskParser):  # type: ignore[misc]
    """The service task as a script that books: SpiffWorkflow's own service task calls nothing by itself."""

    def get_script(self) -> str:
        return "booked = True"


class _Parser(BpmnParser):  # type: ignore[misc]
    OVERRIDE_PARSER_CLASSES = {full_tag("serviceTask"): (_Booking, ScriptTask)}


class SpiffBlob:
    """Instances of approval5, each a row with the serialised workflow."""

    def __init__(self, file: Path) -> None:
        self._driver = sqlite3.connect(file, isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=30000"):
            self._driver.execute(f"PRAGMA {pragma}")
        self._driver.execute("CREATE TABLE workflow (id INTEGER PRIMARY KEY, state TEXT NOT NULL)")
        parser = _Parser()
        parser.add_bpmn_str(APPROVAL5.read_bytes())
        self._spec = parser.get_spec("approval5")
        self._serializer = BpmnWorkflowSerializer()

    def prepare(self) -> Request:
        """Start an instance; the request completes its first task."""
        workflow = BpmnWorkflow(self._spec)
        workflow.do_engine_steps()
        [task] = workflow.get_tasks(state=TaskState.READY)
        task.set_data(amount=2000)
        state = self._serializer.serialize_json(workflow)
        row = self._driver.execute("INSERT INTO workflow (state) VALUES (?)", (state,))
        return lambda: self._complete(row.lastrowid or 0, {"opinion": "fine"})

    def size(self) -> int:
        """Bytes of the newest instance's state."""
        row = self._driver.execute("SELECT length(state) FROM workflow ORDER BY id DESC LIMIT 1").fetchone()
        return int(row[0])

    def waiting_at(self) -> list[str]:
        """Where the newest instance stands."""
        row = self._driver.execute("SELECT state FROM workflow ORDER BY id DESC LIMIT 1").fetchone()
        workflow = self._serializer.deserialize_json(row[0])
        return [task.task_spec.bpmn_id for task in workflow.get_tasks(state=TaskState.READY)]

    def _complete(self, workflow_id: int, values: dict[str, str]) -> None:
        self._driver.execute("BEGIN IMMEDIATE")
        row = self._driver.execute("SELECT state FROM workflow WHERE id = ?", (workflow_id,)).fetchone()
        workflow = self._serializer.deserialize_json(row[0])
        [task] = workflow.get_tasks(state=TaskState.READY)
        task.set_data(**values)
        task.run()
        workflow.do_engine_steps()
        state = self._serializer.serialize_json(workflow)
        self._driver.execute("UPDATE workflow SET state = ? WHERE id = ?", (state, workflow_id))
        self._driver.execute("COMMIT")

    def close(self) -> None:
        self._driver.close()
