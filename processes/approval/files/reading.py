"""The text of a file as flows. What is wrong is told with its line; nothing of such a file is used."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import Any, Final

from processes.approval import strict
from processes.approval.administering import LONGEST_NAME
from processes.approval.errors import Fault, FlowRefused
from processes.approval.files.errors import FileRefused, Placed
from processes.approval.files.locating import line_of, repeated
from processes.approval.files.writing import FORMAT, KIND
from processes.approval.json_reader import Reader
from processes.approval.model import Flow

LARGEST = 5 * 1024 * 1024  # bytes
MOST_FLOWS = 500
_KEY: Final = re.compile(r"[a-z][a-z0-9_]{0,63}")


@dataclass(frozen=True, kw_only=True, slots=True)
class FlowFile:
    """A flow of a file. `version`: what it was where it came from, 0 if that is not said; `place`: `flows/0`."""

    place: str
    key: str
    document_type: str
    name: str
    name_en: str
    version: int
    state: str
    flow: Flow


def decoded(data: bytes) -> str:
    """The text of an uploaded file. Raises FileRefused."""
    if len(data) > LARGEST:
        raise refused("", "", f"文件超过 {LARGEST} 字节", f"more than {LARGEST} bytes")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        fault = Fault(place="", zh="不是 UTF-8 编码", en="not UTF-8")
        raise FileRefused([Placed(line=line, fault=fault)]) from error


def read(text: str) -> list[FlowFile]:
    """The flows of a file. Raises FileRefused with every fault, each with its line."""
    if len(text) > LARGEST:
        raise refused("", "", f"文件超过 {LARGEST} 字节", f"more than {LARGEST} bytes")
    reader = _Reader()
    flows = reader.file(strict.watched(_parsed(text)))
    if reader.faults:
        found = [placed(text, one) for one in reader.faults[: strict.MOST_SHOWN]]
        raise FileRefused(sorted(found, key=lambda one: one.line))
    return flows


def placed(text: str, fault: Fault) -> Placed:
    """A fault with its line."""
    return Placed(line=line_of(text, fault.place), fault=fault)


def refused(text: str, place: str, zh: str, en: str) -> FileRefused:
    """The refusal of a file for one reason."""
    line = line_of(text, place) if text else 1
    return FileRefused([Placed(line=line, fault=Fault(place=place, zh=zh, en=en))])


class _Reader(Reader):
    def file(self, raw: object) -> list[FlowFile]:
        given = self.mapping(raw, "")
        if given.get("guanxi") != KIND:
            self.refuse("guanxi", f"不是流程文件：应为“{KIND}”", f"no file of flows: “{KIND}” is expected")
            return []
        if given.get("format") != FORMAT:
            self.refuse("format", f"只能读取格式 {FORMAT}", f"only format {FORMAT} can be read")
            return []
        exported = self.mapping(given.get("exported", {}), "exported")
        for name in ("from", "at"):
            self.text(exported.get(name, ""), f"exported/{name}")
        items = self.items(given.get("flows"), "flows")
        if not 1 <= len(items) <= MOST_FLOWS:
            self.refuse("flows", f"需要 1 到 {MOST_FLOWS} 个流程", f"1 to {MOST_FLOWS} flows are needed")
            return []
        found = [self._flow(one, f"flows/{at}") for at, one in enumerate(items)]
        self._twice(found)
        self.faults += strict.unread(given, [*self.faults, *(_content(one) for one in found)])
        return found

    def _flow(self, raw: object, place: str) -> FlowFile:
        given = self.mapping(raw, place)
        names = self.mapping(given.get("name"), f"{place}/name")
        version = self.mapping(given.get("version", {}), f"{place}/version")
        return FlowFile(
            place=place,
            key=self._key(given.get("key"), f"{place}/key"),
            document_type=self._key(given.get("document_type"), f"{place}/document_type"),
            name=self._name(names.get("zh"), f"{place}/name/zh"),
            name_en=self._name(names.get("en"), f"{place}/name/en"),
            version=self.whole(version.get("number", 0), f"{place}/version/number"),
            state=self.text(version.get("state", ""), f"{place}/version/state"),
            flow=self._content(given.get("content"), f"{place}/content"),
        )

    def _content(self, raw: object, place: str) -> Flow:
        try:
            return strict.read(self.mapping(raw, place))
        except FlowRefused as wrong:
            self.faults += [replace(one, place=f"{place}/{one.place}".rstrip("/")) for one in wrong.faults]
            return Flow(points=())

    def _key(self, raw: object, place: str) -> str:
        key = self.text(raw, place)
        if not _KEY.fullmatch(key):
            self.refuse(
                place, "应为小写字母、数字和下划线", "small letters, digits and underscores are expected"
            )
        return key

    def _name(self, raw: object, place: str) -> str:
        name = self.text(raw, place).strip()
        if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable():
            self.refuse(place, f"需要 1 到 {LONGEST_NAME} 个字", f"1 to {LONGEST_NAME} characters are needed")
        return name

    def _twice(self, found: list[FlowFile]) -> None:
        seen: set[str] = set()
        for one in found:
            if one.key in seen:
                self.refuse(f"{one.place}/key", f"“{one.key}”出现两次", f"“{one.key}” is there twice")
            seen.add(one.key)


def _content(one: FlowFile) -> Fault:
    """Marks what `strict` has looked through already."""
    return Fault(place=f"{one.place}/content", zh="", en="")


def _parsed(text: str) -> Any:
    doubles: list[int] = []

    def paired(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) < len(pairs):
            doubles.append(len(pairs))
        return made

    try:
        raw = json.loads(text, object_pairs_hook=paired, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        fault = Fault(
            place="",
            zh=f"第 {error.colno} 列不是 JSON（{error.msg}）",
            en=f"not JSON at column {error.colno} ({error.msg})",
        )
        raise FileRefused([Placed(line=error.lineno, fault=fault)]) from error
    except (ValueError, RecursionError) as error:
        raise refused("", "", "不是 JSON", "not JSON") from error
    if doubles:
        name, line = repeated(text)
        fault = Fault(place="", zh=f"字段“{name}”重复", en=f"the field “{name}” is there twice")
        raise FileRefused([Placed(line=line, fault=fault)])
    return raw


def _no_number(name: str) -> Any:
    raise ValueError(name)
