"""Stand-ins for approval flows: a call activity bound to a policy calls this process, and this adapter answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from engine.testing.adapters import FunctionAdapter

ADAPTER = "testing.policy"

PROCESS = b"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:gx="urn:guanxi:bpmn:1"
    targetNamespace="urn:guanxi:testing" id="testing">
  <bpmn:process id="approval" isExecutable="true">
    <bpmn:startEvent id="started"><bpmn:outgoing>to_ask</bpmn:outgoing></bpmn:startEvent>
    <bpmn:sequenceFlow id="to_ask" sourceRef="started" targetRef="ask"/>
    <bpmn:serviceTask id="ask" gx:adapter="testing.policy">
      <bpmn:extensionElements>
        <gx:input target="policy" source="policy"/>
        <gx:input target="document" source="document"/>
      </bpmn:extensionElements>
      <bpmn:incoming>to_ask</bpmn:incoming><bpmn:outgoing>to_end</bpmn:outgoing>
    </bpmn:serviceTask>
    <bpmn:sequenceFlow id="to_end" sourceRef="ask" targetRef="ended"/>
    <bpmn:endEvent id="ended"><bpmn:incoming>to_end</bpmn:incoming></bpmn:endEvent>
  </bpmn:process>
</bpmn:definitions>
"""

Policy = Callable[[dict[str, Any]], dict[str, Any]]


def policy_adapter(policies: Mapping[str, Policy]) -> FunctionAdapter:
    """Asks the function of the policy that is called for; its answer becomes the outcome's variables."""

    def ask(inputs: dict[str, Any]) -> dict[str, Any]:
        document = inputs.get("document")
        return policies[str(inputs.get("policy"))](document if isinstance(document, dict) else inputs)

    return FunctionAdapter(ask)
