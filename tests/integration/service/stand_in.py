"""Definitions in the place of the packages that complaints call: they say that all went well."""

from __future__ import annotations


def process(key: str, answer: str) -> tuple[str, bytes]:
    """A process that answers at once; `answer` is FEEL of a context."""
    text = f"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="urn:guanxi:test">
  <process id="{key}" isExecutable="true">
    <startEvent id="s"/><scriptTask id="t"><script>{answer}</script></scriptTask><endEvent id="e"/>
    <sequenceFlow id="a" sourceRef="s" targetRef="t"/><sequenceFlow id="b" sourceRef="t" targetRef="e"/>
  </process>
</definitions>"""
    return f"{key}.bpmn", text.encode()


CALLED = (
    process("return_refund", '{return_state: "closed"}'),
    process("repair", '{repair_state: "closed"}'),
    process("payment_out", "{paid: true}"),
)
