"""Findings about files as a whole: `code -> Rule`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from engine.definition.findings import Finding, Rule

RULES: Final[Mapping[str, Rule]] = {
    "FILE_MISSING": Rule(
        severity="error",
        en="There is no file “{path}”.",
        zh="文件“{path}”不存在。",
        fix_en="Check the path.",
        fix_zh="请检查路径。",
    ),
    "FILE_UNREADABLE": Rule(
        severity="error",
        en="“{path}” cannot be read: {reason}.",
        zh="无法读取“{path}”：{reason}。",
        fix_en="Check the permissions of the file.",
        fix_zh="请检查文件权限。",
    ),
    "FILE_TOO_LARGE": Rule(
        severity="error",
        en="“{path}” is larger than {limit} bytes.",
        zh="“{path}”超过 {limit} 字节。",
        fix_en="Upload a smaller file.",
        fix_zh="请上传更小的文件。",
    ),
    "FILE_KIND": Rule(
        severity="error",
        en="“{path}” is of no kind that can be checked.",
        zh="“{path}”不是可检查的文件类型。",
        fix_en="Diagrams (.bpmn, .xpdl), decisions (.dmn), forms (.form) and packages (.zip) can.",
        fix_zh="可检查流程图（.bpmn、.xpdl）、决策（.dmn）、表单（.form）和流程包（.zip）。",
    ),
    "CHECK_TOO_SLOW": Rule(
        severity="error",
        en="Checking “{path}” took longer than {seconds} seconds and was stopped.",
        zh="检查“{path}”超过 {seconds} 秒，已停止。",
        fix_en="Split the file.",
        fix_zh="请拆分文件。",
    ),
    "CHECK_FAILED": Rule(
        severity="error",
        en="“{path}” could not be checked ({reason}). The file is not accepted; this is our fault.",
        zh="无法检查“{path}”（{reason}）。该文件未被接受，这是系统的问题。",
        fix_en="Send the file to the people who run this platform.",
        fix_zh="请将该文件交给平台管理员。",
    ),
    "FORM_LIST_UNKNOWN": Rule(
        severity="error",
        en="The field “{field}” takes its choices from the list “{list}”, which does not exist.",
        zh="字段“{field}”的选项取自字典“{list}”，但该字典不存在。",
        fix_en="Correct valuesList. Did you mean “{near}”?",
        fix_zh="请改正 valuesList。是否应为“{near}”？",
    ),
    "PROCESS_TWICE": Rule(
        severity="error",
        en="The process “{process}” is in “{other}” and in “{path}”.",
        zh="流程“{process}”同时出现在“{other}”和“{path}”中。",
        fix_en="Rename one of them.",
        fix_zh="请将其中一个改名。",
    ),
}


def finding(code: str, *, file: str, element: str | None = None, **args: object) -> Finding:
    """A finding about a whole file."""
    return Finding(
        code=code, rule=RULES[code], file=file, element=element, line=1, args={"path": file, **args}
    )
