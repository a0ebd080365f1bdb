"""Small diagrams for tests, written as text.

One element a line, `kind id key=value …` (values with spaces in single quotes); flows as `a -> b -> c`, with a
condition in brackets: `g -> b [amount > 1]` or `g -> c [default]`. `sub id {` … `}` is a sub-process,
`on host id …` a boundary event.
"""

from __future__ import annotations

import re
from html import escape
from itertools import pairwise

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:gx="urn:guanxi:bpmn:1"'
    ' targetNamespace="urn:guanxi:test" id="definitions">'
)
_KINDS = {
    "start": "startEvent",
    "end": "endEvent",
    "catch": "intermediateCatchEvent",
    "throw": "intermediateThrowEvent",
    "task": "task",
    "manual": "manualTask",
    "user": "userTask",
    "service": "serviceTask",
    "send": "sendTask",
    "receive": "receiveTask",
    "script": "scriptTask",
    "rule": "businessRuleTask",
    "call": "callActivity",
    "xor": "exclusiveGateway",
    "and": "parallelGateway",
    "or": "inclusiveGateway",
    "event": "eventBasedGateway",
    "sub": "subProcess",
}
_WORD = re.compile(r"[^\s=']+(?:='[^']*'|=\S*)?")
_GX = (
    "adapter",
    "form",
    "assignee",
    "candidateGroups",
    "candidateUsers",
    "due",
    "followUp",
    "workingTime",
    "calendar",
    "title",
    "priority",
    "policy",
    "idempotent",
    "retries",
)
_CLOCK = ("workingTime", "calendar")


class _Builder:
    def __init__(self) -> None:
        self.parts: list[str] = []
        self.roots: dict[str, str] = {}
        self.flows = 0
        self.defaults: dict[str, str] = {}

    def root(self, kind: str, name: str) -> str:
        key = f"{kind}_{name}"
        code = {"error": "errorCode", "escalation": "escalationCode"}.get(kind)
        extra = f' {code}="{name}"' if code else ""
        self.roots[key] = f'<bpmn:{kind} id="{key}" name="{name}"{extra}/>'
        return key

    def event(self, options: dict[str, str]) -> str:
        for kind in ("message", "signal", "error", "escalation"):
            if kind in options:
                name = options[kind]
                ref = f' {kind}Ref="{self.root(kind, name)}"' if name else ""
                if kind == "error" and "says" in options:
                    ref += f' gx:errorMessageVariable="{options["says"]}"'
                return f"<bpmn:{kind}EventDefinition{ref}/>"
        for kind, tag in (("date", "timeDate"), ("after", "timeDuration"), ("every", "timeCycle")):
            if kind in options:
                when = f"<bpmn:{tag}>{options[kind]}</bpmn:{tag}>"
                said = (*_CLOCK, "optional")
                clock = "".join(f' gx:{k}="{options[k]}"' for k in said if k in options)
                return f"<bpmn:timerEventDefinition{clock}>{when}</bpmn:timerEventDefinition>"
        if "terminate" in options:
            return "<bpmn:terminateEventDefinition/>"
        return ""

    def element(self, kind: str, element: str, options: dict[str, str], attributes: str = "") -> str:
        tag = _KINDS[kind]
        attributes += f' name="{escape(options.get("name", element))}"'
        own = [k for k in _GX if k in options and (kind == "user" or k not in _CLOCK)]
        attributes += "".join(f' gx:{k}="{escape(options[k])}"' for k in own)
        inside = (
            self._extensions(options) + self.event(options) + self._body(kind, options) + self._loop(options)
        )
        if kind == "call":
            attributes += f' calledElement="{options["calls"]}"'
        if kind == "script":
            attributes += ' gx:result="' + options.get("result", element) + '"'
        if kind == "receive" and "message" in options:
            attributes += f' messageRef="{self.root("message", options["message"])}"'
            inside = inside.replace(self.event(options), "")
        return f'<bpmn:{tag} id="{element}"{attributes}>{inside}</bpmn:{tag}>'

    def _extensions(self, options: dict[str, str]) -> str:
        found = []
        for kind in ("in", "out", "input", "output"):
            for pair in filter(None, options.get(kind, "").split(";")):
                target, source = pair.split("=", 1)
                found.append(f'<gx:{kind} target="{target.strip()}" source="{escape(source.strip())}"/>')
        return f"<bpmn:extensionElements>{''.join(found)}</bpmn:extensionElements>" if found else ""

    def _body(self, kind: str, options: dict[str, str]) -> str:
        return f"<bpmn:script>{escape(options['do'])}</bpmn:script>" if kind == "script" else ""

    def _loop(self, options: dict[str, str]) -> str:
        if "while" in options:
            before = ' testBefore="true"' if "before" in options else ""
            return (
                f"<bpmn:standardLoopCharacteristics{before}>"
                f"<bpmn:loopCondition>{escape(options['while'])}</bpmn:loopCondition>"
                "</bpmn:standardLoopCharacteristics>"
            )
        if "each" not in options and "times" not in options:
            return ""
        sequential = "true" if "sequential" in options else "false"
        attributes = f' isSequential="{sequential}"'
        if "each" in options:
            attributes += (
                f' gx:collection="{escape(options["each"])}" gx:elementVariable="{options.get("as", "item")}"'
            )
        if "collect" in options:
            target, source = options["collect"].split("=", 1)
            attributes += f' gx:outputCollection="{target}" gx:outputElement="{escape(source)}"'
        inside = ""
        if "times" in options:
            inside += f"<bpmn:loopCardinality>{options['times']}</bpmn:loopCardinality>"
        if "until" in options:
            inside += f"<bpmn:completionCondition>{escape(options['until'])}</bpmn:completionCondition>"
        return f"<bpmn:multiInstanceLoopCharacteristics{attributes}>{inside}</bpmn:multiInstanceLoopCharacteristics>"

    def flow(self, source: str, target: str, condition: str | None) -> str:
        self.flows += 1
        flow = f"f{self.flows}_{source}_{target}"
        inside = ""
        if condition == "default":
            self.defaults[source] = flow
        elif condition is not None:
            inside = (
                f'<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">{escape(condition)}'
                "</bpmn:conditionExpression>"
            )
        ends = f'sourceRef="{source}" targetRef="{target}"'
        return f'<bpmn:sequenceFlow id="{flow}" {ends}>{inside}</bpmn:sequenceFlow>'


def diagram(text: str, *, process: str = "p") -> tuple[str, bytes]:
    """A file for the playground: (name, XML)."""
    builder = _Builder()
    for line in filter(None, (raw.strip() for raw in text.splitlines())):
        builder.parts.append(_line(builder, line))
    body = "".join(builder.parts)
    for source, flow in builder.defaults.items():
        body = re.sub(rf'(<bpmn:\w+ id="{source}")', rf'\1 default="{flow}"', body, count=1)
    xml = f'{_HEAD}{"".join(builder.roots.values())}<bpmn:process id="{process}" isExecutable="true">{body}'
    return f"{process}.bpmn", f"{xml}</bpmn:process></bpmn:definitions>".encode()


def _line(builder: _Builder, line: str) -> str:
    if line == "}":
        return "</bpmn:subProcess>"
    if "->" in line:
        path, _, condition = line.partition("[")
        ids = [part.strip() for part in path.split("->")]
        given = condition.strip().removesuffix("]") or None
        return "".join(builder.flow(a, b, given) for a, b in pairwise(ids))
    words = _WORD.findall(line)
    if words[0] == "on":
        host, words = words[1], words[2:]
        options = _options(words[1:])
        cancels = "false" if "keeps" in options else "true"
        inside = builder.event(options)
        return (
            f'<bpmn:boundaryEvent id="{words[0]}" attachedToRef="{host}" cancelActivity="{cancels}">'
            f"{inside}</bpmn:boundaryEvent>"
        )
    kind, element, options = words[0], words[1], _options(words[2:])
    if kind == "sub":
        by_event = ' triggeredByEvent="true"' if "event" in options else ""
        return f'<bpmn:subProcess id="{element}"{by_event}>' + builder._loop(options)
    keeps = ' isInterrupting="false"' if kind == "start" and "keeps" in options else ""
    return builder.element(kind, element, options, keeps)


def _options(words: list[str]) -> dict[str, str]:
    options: dict[str, str] = {}
    for word in words:
        key, _, value = word.partition("=")
        options[key] = value[1:-1] if value[:1] == "'" else value
    options.pop("{", None)
    return options
