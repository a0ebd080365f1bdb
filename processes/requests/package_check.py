"""What is wrong with the `[request]` section of a package: findings of the designer's check, each with its line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from sqlalchemy import Connection

from engine import organisation
from engine.definition.findings import Finding, Rule
from engine.organisation import Language
from forms.schema import Form, load
from processes.approval import strict
from processes.approval.checking import faults
from processes.approval.documents import DocumentType
from processes.approval.errors import Fault, FlowRefused
from processes.package import read_files
from processes.requests import flows
from processes.requests.facts import facts_of
from processes.requests.head import SECTION, Head, read_head
from processes.requests.packaging import PREFIX
from processes.requests.walking import top

FILE: Final = "package.toml"
RULES: Final[Mapping[str, Rule]] = {
    "REQUEST_SECTION": Rule(
        severity="error",
        en="{place}: {en}.",
        zh="{place}：{zh}。",
        fix_en="Correct it: the kind of request could not be asked for.",
        fix_zh="请更正，否则无法发起该申请。",
    ),
    "REQUEST_KEY": Rule(
        severity="error",
        en="A package with a section [request] has a key that begins with “{prefix}”; this one is “{key}”.",
        zh="含 [request] 一节的流程包，标识须以“{prefix}”开头；现为“{key}”。",
        fix_en="Rename the process and the key of the package.",
        fix_zh="请修改流程和流程包的标识。",
    ),
    "REQUEST_POSITION": Rule(
        severity="warning",
        en="{place}: there is no position “{position}” here.",
        zh="{place}：此处没有职位“{position}”。",
        fix_en="Add the position, or name another one.",
        fix_zh="请添加该职位，或改用其他职位。",
    ),
}


def request_findings(connection: Connection, files: Mapping[str, bytes]) -> Iterator[Finding]:
    """Findings about the section, nothing for a package without one. Never raises for what is written there."""
    read = read_head(files.get(FILE))
    if read is None:
        return
    head, complaints = read
    text = files[FILE].decode("utf-8")
    for one in complaints:
        yield _wrong(text, one.field.removeprefix(f"{SECTION}."), one.zh, one.en)
    package = read_files(files, file="package")
    if not package.key.startswith(PREFIX):
        yield _finding("REQUEST_KEY", 1, prefix=PREFIX, key=package.key)
    path = f"forms/{head.form}.form"
    if path not in files:
        yield _wrong(text, "form", f"没有文件 {path}", f"there is no file {path}")
        return
    form = load(files[path], file=path)

    def words(msgid: str, lang: Language) -> str:
        return package.messages.get(lang, {}).get(msgid) or msgid

    document = DocumentType(
        key=package.key,
        zh="",
        en="",
        facts=facts_of(form, words),
        read=lambda _connection, _id: {},
        samples=lambda *_asked: (),
        called=lambda *_asked: {},
    )
    yield from _fields(text, head, form)
    yield from _positions(connection, text, head)
    for fault in _flow_faults(connection, head, document):
        yield _wrong(text, fault.place, fault.zh, fault.en)


def _fields(text: str, head: Head, form: Form) -> Iterator[Finding]:
    """Names of fields that the form does not have; of a period its name is enough."""
    known = {one.key or one.path or "" for one in top(form.components)}
    known |= {name.removesuffix("_from") for name in known}
    for place, names in (("summary", head.summary), ("amount", (head.amount,) if head.amount else ())):
        for name in names:
            if name not in known:
                yield _wrong(text, place, f"表单没有字段“{name}”", f"the form has no field “{name}”")


def _positions(connection: Connection, text: str, head: Head) -> Iterator[Finding]:
    known = {one.code for one in organisation.positions(connection)}
    for place, codes in (("starters", head.starters), ("filing", head.filing)):
        for code in codes:
            if code not in known:
                line = line_of(text, place)
                yield _finding("REQUEST_POSITION", line, place=f"{SECTION}.{place}", position=code)


def _flow_faults(connection: Connection, head: Head, document: DocumentType) -> Iterable[Fault]:
    """What is wrong with the points; a package without points is one whose flow is set up at Rules."""
    try:
        flow = strict.read(flows.said_of(head))
    except FlowRefused as refused:
        return refused.faults
    return faults(connection, flow, document) if flow.points else ()


def _wrong(text: str, place: str, zh: str, en: str) -> Finding:
    named = SECTION if place == SECTION else f"{SECTION}.{place.replace('/', '.')}"
    return _finding(
        "REQUEST_SECTION", line_of(text, place), place=named, zh=zh.rstrip("。"), en=en.rstrip(".")
    )


def _finding(code: str, line: int, **args: object) -> Finding:
    return Finding(code=code, rule=RULES[code], file=FILE, line=line, args=args)


def line_of(text: str, place: str) -> int:
    """The line of `amount` or `points/1/condition/0` in the section, from 1; else of what it would be in."""
    lines = text.splitlines()
    at = _after(lines, 0, rf"\[{SECTION}\]")
    parts = place.split("/")
    if parts[0] == "points" and len(parts) > 1 and parts[1].isdecimal():
        for _number in range(int(parts[1]) + 1):
            following = _after(lines, at, rf"\[\[{SECTION}\.points\]\]")
            if following <= at:
                break
            at = following
        parts = parts[2:]
    if parts:
        name = re.compile(rf"\s*\"?{re.escape(parts[0])}\"?\s*=")
        for number in range(at, len(lines)):
            if lines[number].lstrip().startswith("["):
                break
            if name.match(lines[number]):
                return number + 1
    return max(at, 1)


def _after(lines: list[str], begin: int, header: str) -> int:
    """The number of the line with a header, from 1, which is where its fields begin; `begin` if there is none."""
    pattern = re.compile(rf"\s*{header}")
    return next((at + 1 for at in range(begin, len(lines)) if pattern.match(lines[at])), begin)
