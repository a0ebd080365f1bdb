"""Ids: every part of a process has one, and no two share it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from engine.definition.element import Element
from engine.definition.findings import Finding, Rule
from engine.definition.reading.nodes import KINDS
from engine.definition.rules.view import View

RULES: Final[Mapping[str, Rule]] = {
    "ID_DUPLICATE": Rule(
        severity="error",
        en="The id “{id}” is used twice: first in line {first}, again here.",
        zh="id “{id}”重复使用：第一次在第 {first} 行，此处再次出现。",
        fix_en="Give one of the two elements another id.",
        fix_zh="请为其中一个元素另取 id。",
    ),
    "ID_MISSING": Rule(
        severity="error",
        en="A {kind} has no id.",
        zh="有一个 {kind} 没有 id。",
        fix_en="Give it an id; instances refer to elements by it.",
        fix_zh="请设置 id；实例通过 id 引用元素。",
    ),
    "ID_MISSING_FLOW": Rule(
        severity="warning",
        en="A sequence flow from “{begin}” to “{end}” has no id; it gets one.",
        zh="从“{begin}”到“{end}”的顺序流没有 id，将自动生成。",
        fix_en="Give it an id, so that it keeps it in the next version.",
        fix_zh="请设置 id，以便在下一版本中保持不变。",
    ),
    "ID_SPACE": Rule(
        severity="error",
        en="The id “{id}” is not a valid XML name.",
        zh="id “{id}”不是有效的 XML 名称。",
        fix_en="Use letters, digits, “-”, “_” and “.”, and begin with a letter or “_”.",
        fix_zh="请使用字母、数字、“-”、“_”和“.”，并以字母或“_”开头。",
    ),
    "NO_PROCESS": Rule(
        severity="error",
        en="The file contains no process.",
        zh="文件中没有流程。",
        fix_en="Draw at least one process; a collaboration alone cannot run.",
        fix_zh="请至少绘制一个流程；仅有协作图无法运行。",
    ),
    "IMPORT_MISSING": Rule(
        severity="error",
        en="The file imports “{location}”, which is not there: nothing outside the upload is read.",
        zh="文件导入了“{location}”，但它不在上传内容中：不会读取上传之外的任何内容。",
        fix_en="Remove the import, or upload the processes together.",
        fix_zh="请删除导入，或将相关流程一起上传。",
    ),
    "IMPORT_UNUSED": Rule(
        severity="warning",
        en="The file imports “{location}”; service descriptions and data types are not read.",
        zh="文件导入了“{location}”；服务描述和数据类型不会被读取。",
        fix_en="Bind service tasks with gx:adapter instead.",
        fix_zh="请改用 gx:adapter 绑定服务任务。",
    ),
    "PROCESS_EMPTY": Rule(
        severity="error",
        en="The process “{name}” contains no element that could run.",
        zh="流程“{name}”中没有可运行的元素。",
        fix_en="Draw at least a start event and a task.",
        fix_zh="请至少绘制一个开始事件和一个任务。",
    ),
    "PROCESS_NOT_EXECUTABLE": Rule(
        severity="info",
        en="The process “{name}” is not marked as executable.",
        zh="流程“{name}”未标记为可执行。",
        fix_en='Set isExecutable="true" if it is meant to run.',
        fix_zh='如需运行，请设置 isExecutable="true"。',
    ),
    "PROCESS_PUBLIC_EXECUTABLE": Rule(
        severity="error",
        en="The process “{name}” is public and marked as executable; a public process only shows messages.",
        zh="流程“{name}”既是公共流程又标记为可执行；公共流程只描述消息。",
        fix_en="Set processType to Private, or isExecutable to false.",
        fix_zh="请将 processType 设为 Private，或将 isExecutable 设为 false。",
    ),
}

_NEEDS_ID: Final = frozenset({*KINDS, "process", "message", "signal", "error", "escalation"})


def check(view: View) -> Iterator[Finding]:
    yield from _ids(view)
    yield from _processes(view)


def _ids(view: View) -> Iterator[Finding]:
    first: dict[str, Element] = {}
    root = view.diagram.root
    for element in root.walk() if root else ():
        if element.name.partition(":")[0] in {"gx", "camunda", "activiti", "flowable", "zeebe", "fox"}:
            continue
        element_id = element.id
        if element_id is None:
            if element.name == "sequenceFlow":
                begin, end = element.get("sourceRef") or "–", element.get("targetRef") or "–"
                yield view.find("ID_MISSING_FLOW", element, begin=begin, end=end)
            elif element.name in _NEEDS_ID:
                yield view.find("ID_MISSING", element, kind=element.name)
            continue
        if element_id in first and element.name != "{}" and not element.name.startswith("{"):
            yield view.find("ID_DUPLICATE", element, id=element_id[:80], first=first[element_id].line)
        elif not _is_name(element_id) and ":" not in element.name:
            yield view.find("ID_SPACE", element, id=element_id[:80])
        first.setdefault(element_id, element)


def _is_name(text: str) -> bool:
    head = text[:1]
    return (head.isalpha() or head == "_") and all(c.isalnum() or c in "-_." for c in text)


def _processes(view: View) -> Iterator[Finding]:
    for imported in view.diagram.root.all("import") if view.diagram.root else ():
        location = (imported.get("location") or "").strip()
        code = "IMPORT_UNUSED" if "://" in location else "IMPORT_MISSING"
        yield view.find(code, imported, location=location[:80] or "–")
    if not view.diagram.processes and view.diagram.root is not None:
        yield view.find("NO_PROCESS", view.diagram.root)
    for process in view.diagram.processes:
        if not process.body.nodes:
            yield view.find("PROCESS_EMPTY", process.source)
        if process.executable and process.source.get("processType") == "Public":
            yield view.find("PROCESS_PUBLIC_EXECUTABLE", process.source)
        if not process.executable:
            yield view.find("PROCESS_NOT_EXECUTABLE", process.source)
