"""Findings about a set of files that shall be published together: `code -> Rule`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from engine.definition.findings import Finding, Rule

RULES: Final[Mapping[str, Rule]] = {
    "SET_SEVERAL_PACKAGES": Rule(
        severity="error",
        en="These are {count} packages; one is published at a time.",
        zh="共有 {count} 个流程包；每次只能发布一个。",
        fix_en="Upload them one after the other.",
        fix_zh="请逐个上传。",
    ),
    "SET_EMPTY": Rule(
        severity="error",
        en="There is no diagram among these files, and no published process uses files of these names.",
        zh="这些文件中没有流程图，也没有已发布的流程使用同名文件。",
        fix_en="Upload the diagram (.bpmn) together with its decisions and forms.",
        fix_zh="请将流程图（.bpmn）与其决策、表单一起上传。",
    ),
    "SET_OF_SEVERAL": Rule(
        severity="error",
        en="Several published processes use files of these names: {keys}.",
        zh="多个已发布的流程使用同名文件：{keys}。",
        fix_en="Upload the diagram of the process that is meant together with them.",
        fix_zh="请连同所属流程的流程图一起上传。",
    ),
    "KEY_RESERVED": Rule(
        severity="error",
        en="“{key}” cannot be the id of a process: an address of this platform has that name.",
        zh="“{key}”不能作为流程标识：平台地址已占用该名称。",
        fix_en="Choose another id, such as “{key}_process”.",
        fix_zh="请换一个标识，例如“{key}_process”。",
    ),
}
RESERVED: Final = frozenset({"new", "upload", "publish", "drafts", "static"})
"""Ids of processes that would hide a page under /definitions/."""


def finding(code: str, *, file: str, element: str | None = None, **args: object) -> Finding:
    """A finding about the set."""
    return Finding(code=code, rule=RULES[code], file=file, element=element, args=args)
