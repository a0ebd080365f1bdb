"""The files of a new, empty process."""

from __future__ import annotations

import json
from xml.sax.saxutils import quoteattr

_DIAGRAM = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" \
xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" \
xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:gx="urn:guanxi:bpmn:1" id="file" \
targetNamespace="urn:guanxi:processes">
  <bpmn:process id={key} name={name} isExecutable="true">
    <bpmn:startEvent id="start" />
  </bpmn:process>
  <bpmndi:BPMNDiagram id="diagram">
    <bpmndi:BPMNPlane id="plane" bpmnElement={key}>
      <bpmndi:BPMNShape id="start_di" bpmnElement="start">
        <dc:Bounds x="180" y="160" width="36" height="36" />
      </bpmndi:BPMNShape>
    </bpmndi:BPMNPlane>
  </bpmndi:BPMNDiagram>
</bpmn:definitions>
"""


def blank_package(*, key: str, title_zh: str, title_en: str) -> dict[str, bytes]:
    """`package.toml` with the titles, and a diagram with nothing but a start."""
    head = f"key = {_toml(key)}\n\n[title]\nzh = {_toml(title_zh)}\nen = {_toml(title_en)}\n"
    diagram = _DIAGRAM.format(key=quoteattr(key), name=quoteattr(title_zh))
    return {"package.toml": head.encode("utf-8"), f"{key}.bpmn": diagram.encode("utf-8")}


def _toml(text: str) -> str:
    """A TOML basic string is written as a JSON string, but for the character DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
