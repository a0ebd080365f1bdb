"""What importing refuses, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.errors import Conflict
from processes.approval.errors import ApprovalError, Fault


@dataclass(frozen=True, kw_only=True, slots=True)
class Placed:
    """A fault with the line of the file that it is about, from 1."""

    line: int
    fault: Fault

    def text(self, lang: str) -> str:
        """Line, place and sentence."""
        where = f"第 {self.line} 行" if lang == "zh" else f"line {self.line}"
        place = f" {self.fault.place}" if self.fault.place else ""
        return f"{where}{place}{'：' if lang == 'zh' else ': '}{self.fault.text(lang)}"


class FileRefused(ApprovalError):
    """The file cannot be read: {summary_en}"""

    zh = "文件无法读取：{summary}"
    status = 422

    def __init__(self, faults: Sequence[Placed]) -> None:
        self.faults = tuple(faults)
        super().__init__(
            summary="；".join(one.text("zh") for one in faults[:3]),
            summary_en="; ".join(one.text("en") for one in faults[:3]),
            field=next((one.fault.place for one in faults if one.fault.place), None),
        )

    def sentences(self, lang: str) -> dict[str, str]:
        """Place → line and sentence."""
        return {one.fault.place or "file": one.text(lang) for one in reversed(self.faults)}


class NothingToImport(ApprovalError):
    """Nothing of the file is taken: every flow says what is here already, is left out or does not fit."""

    zh = "没有可导入的内容：各流程与现有内容相同、被略过或不适用。"
    status = 409


class ChangedSincePreview(Conflict):
    """A flow was changed after the preview. Look at it again; the file is still here."""

    zh = "预览之后流程已被修改，请重新核对；文件内容仍保留在此。"
