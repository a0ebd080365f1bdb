"""From what a page asked about a kind of request to the files of its package: one diagram's shape for all of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from string import Template
from typing import Any, Final
from xml.sax.saxutils import quoteattr

from processes.requests import fields, head
from processes.requests.field_components import components
from processes.requests.fields import Field
from processes.requests.head import Head

PREFIX: Final = "request_"
FORM: Final = "forms/request.form"
_SHAPE: Final = Path(__file__).with_name("shape.bpmn")
APPLICATIONS: Final = ("request.mark", "request.open")
#: What the shared shape and its two small forms say: Chinese → English.
WORDS: Final[Mapping[str, str]] = {
    "申请人": "Applicant",
    "系统": "System",
    "审批人": "Approvers",
    "备案": "Filing",
    "提交申请": "Submitted",
    "登记申请": "Register the request",
    "审批": "Approval",
    "撤回": "Withdrawn",
    "审批结果？": "Outcome?",
    "退回修改": "Return it",
    "修改申请": "Correct the request",
    "不再申请": "Given up",
    "标记为已驳回": "Mark as rejected",
    "已驳回": "Rejected",
    "标记为已批准": "Mark as approved",
    "需要备案？": "To be filed?",
    "已批准": "Approved",
    "标记为已备案": "Mark as filed",
    "已备案": "Filed",
    "标记为已撤回": "Mark as withdrawn",
    "已撤回": "Withdrawn",
    "批准": "Approved",
    "退回": "Returned",
    "驳回": "Rejected",
    "再次提交": "Submitted again",
    "不需要": "No",
    "需要": "Yes",
    "request.withdraw": "Withdrawal of a request",
    "退回意见": "Why it was returned",
    "请先打开申请修改内容；不需要修改时，可在这里直接再次提交。": (
        "Open the request to correct it first; if nothing needs correcting, submit it again here."
    ),
    "备案说明": "Note on the filing",
    "申请已经批准，请登记备案。": "The request is approved; file it.",
}
_CORRECT: Final = {
    "id": "correct",
    "type": "default",
    "schemaVersion": 18,
    "title": "修改申请",
    "components": [
        {"id": "opinion", "key": "opinion", "type": "textarea", "label": "退回意见", "readonly": True},
        {
            "id": "what_to_do",
            "type": "text",
            "text": "请先打开申请修改内容；不需要修改时，可在这里直接再次提交。",
        },
    ],
}
_FILE: Final = {
    "id": "file",
    "type": "default",
    "schemaVersion": 18,
    "title": "备案",
    "components": [
        {"id": "what_to_do", "type": "text", "text": "申请已经批准，请登记备案。"},
        {
            "id": "filing_note",
            "key": "filing_note",
            "type": "textarea",
            "label": "备案说明",
            "validate": {"maxLength": 500},
        },
    ],
}
_PARAMETERS: Final = (
    "[parameters]\n"
    'correct_within = { zh = "修改申请的时限", en = "Time to correct the request", default = "P3D" }\n'
    'file_within = { zh = "备案时限", en = "Time to file it", default = "P3D" }\n'
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Design:
    """Everything that makes a kind of request. `form` instead of fields where it holds what they cannot say."""

    key: str
    zh: str
    en: str
    head: Head
    fields: tuple[Field, ...] = ()
    form: Mapping[str, Any] | None = None
    english: Mapping[str, str] | None = None
    """Chinese → English for the texts of a form that came as a file."""


def package_files(design: Design) -> dict[str, bytes]:
    """The files of the package, by path. The same design gives the same bytes."""
    words = {**WORDS, design.zh: design.en, **dict(fields.texts(design.fields)), **(design.english or {})}
    return {
        "package.toml": _head(design).encode(),
        f"{design.key}.bpmn": diagram(design.key, design.zh).encode(),
        FORM: _json(design.form or form_of(design)),
        "forms/correct.form": _json(_CORRECT),
        "forms/file.form": _json(_FILE),
        "messages/zh.po": _catalogue("zh", ((zh, zh) for zh in words if zh.isascii())),
        "messages/en.po": _catalogue("en", words.items()),
    }


def form_of(design: Design) -> dict[str, Any]:
    """The form that the fields make."""
    return {
        "id": "request",
        "type": "default",
        "schemaVersion": 18,
        "title": design.zh,
        "components": components(design.fields),
    }


def diagram(key: str, name: str) -> str:
    """The shared shape, drawn for one kind of request."""
    return _shape().substitute(key=key, name=quoteattr(name))


@lru_cache(maxsize=1)
def _shape() -> Template:
    return Template(_SHAPE.read_text("utf-8"))


def _head(design: Design) -> str:
    said = design.head
    lines = [
        f"key = {_toml(design.key)}",
        f"title = {{ zh = {_toml(design.zh)}, en = {_toml(design.en)} }}",
        f"applications = {_toml(list(APPLICATIONS))}",
        "",
        _PARAMETERS,
        f"[{head.SECTION}]",
        f"icon = {_toml(said.icon)}",
        f"group = {_toml(said.group)}",
        f"about = {{ zh = {_toml(said.about)}, en = {_toml(said.about_en)} }}",
        f"number = {_toml(said.number)}",
        f"model = {_toml(said.model)}",
        f"summary = {_toml(list(said.summary))}",
        *([f"amount = {_toml(said.amount)}"] if said.amount else []),
        f"starters = {_toml(list(said.starters))}",
        f"filing = {_toml(list(said.filing))}",
        *([f"limits = {_toml(said.limits)}"] if said.limits else []),
        *(line for point in said.points for line in _point(point)),
        "",
    ]
    return "\n".join(lines)


def _point(point: Mapping[str, Any]) -> Iterator[str]:
    yield ""
    yield f"[[{head.SECTION}.points]]"
    for name, value in point.items():
        yield f"{name} = {_toml(value)}"


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | Decimal):
        return str(value)
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{name} = {_toml(one)}" for name, one in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_toml(one) for one in value) + "]"
    # A TOML basic string is written as a JSON string, but for the character DEL.
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def _catalogue(language: str, words: Iterable[tuple[str, str]]) -> bytes:
    written = [
        (
            f'msgid ""\nmsgstr ""\n"Language: {language}\\n"\n"MIME-Version: 1.0\\n"\n'
            '"Content-Type: text/plain; charset=UTF-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
        )
    ]
    written += [f"msgid {_quoted(zh)}\nmsgstr {_quoted(text)}\n" for zh, text in words if zh]
    return "\n".join(written).encode()


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
