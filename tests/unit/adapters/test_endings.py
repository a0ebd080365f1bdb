"""What the end of a process from outside does to its record is said for every process that ships."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

from adapters.crm.endings.registry import ENDINGS
from processes.requests.packaging import PREFIX

BPMN = Path(__file__).parents[3] / "bpmn"
_PROCESS = "{http://www.omg.org/spec/BPMN/20100524/MODEL}process"


def test_every_process_that_ships_has_an_ending_and_no_other_has() -> None:
    shipped = {
        process.get("id")
        for diagram in BPMN.glob("*/*.bpmn")
        for process in ElementTree.parse(diagram).iter(_PROCESS)
        if process.get("isExecutable") == "true"
    }
    requests = {key for key in shipped if str(key).startswith(PREFIX)}  # processes/requests/ended.py
    assert shipped - requests == set(ENDINGS)
