"""Refusals as problem+json, in the caller's language, with what was submitted: nothing typed is lost."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Protocol, runtime_checkable

from flask import Blueprint, Response, request
from werkzeug.exceptions import UnprocessableEntity

from engine.definition.findings import Lang
from engine.errors import EngineError, Invalid, NotFound, Refused
from engine.store.uow import Store
from forms.accounts.refusals import not_found_handler
from forms.shell import Problem, answer, lang

#: marshmallow's own sentences, in Chinese
ZH = {
    "Missing data for required field.": "缺少必填字段。",
    "Unknown field.": "没有此字段。",
    "Not a valid string.": "应为文本。",
    "Not a valid integer.": "应为整数。",
    "Not a valid mapping type.": "应为一组字段。",
    "Not a valid number.": "应为数字。",
    "Not a valid boolean.": "应为是或否。",
    "Field may not be null.": "不能为空。",
    "Invalid input type.": "应为一组字段。",
    "Invalid JSON body.": "JSON 格式有误。",
    "Not a valid list.": "应为列表。",
}
OTHER_ZH = "内容不符合要求。"


@runtime_checkable
class Placed(Protocol):
    """A refusal that names the place of each fault."""

    def sentences(self, lang: Lang) -> Mapping[str, str]:
        """Field or path → sentence."""


def install(blueprint: Blueprint, store: Store) -> None:
    """The handlers of one API blueprint."""
    blueprint.register_error_handler(EngineError, on_engine_error)
    blueprint.register_error_handler(NotFound, not_found_handler(store, on_engine_error))
    blueprint.register_error_handler(UnprocessableEntity, on_unprocessable)
    blueprint.register_error_handler(RecursionError, on_too_deep)


def on_engine_error(error: EngineError) -> Response:
    """An engine error with field errors or findings, if it has them."""
    retry_after = getattr(error, "retry_after", None)
    if retry_after is None and error.status == 423:
        retry_after = 1.0
    field, element = error.facts.get("field"), error.facts.get("element")
    extra: dict[str, Any] = {}
    if isinstance(error, Placed):
        extra["errors"] = error.sentences(lang())
    elif field is not None:
        extra["errors"] = {str(field): error.text(lang())}
    if isinstance(error, Refused):
        extra["findings"] = [finding.as_dict(lang()) for finding in error.findings]
    problem = Problem(
        status=error.status,
        code=error.code,
        message=error.text(lang()),
        field=None if field is None else str(field),
        element=None if element is None else str(element),
        retry_after=retry_after,
    )
    return _with(answer(problem), **extra)


def on_unprocessable(error: UnprocessableEntity) -> Response:
    """What marshmallow objects to, field by field."""
    messages = getattr(error, "data", {}).get("messages", {})
    found = dict(_flat(messages))
    field = next(iter(found), None)
    text = found[field] if field is not None else Invalid(field="", message="", message_zh="").text(lang())
    sentence = f"{field}：{text}" if lang() == "zh" else f"{field}: {text}"
    return _with(answer(Problem(status=422, code="Invalid", message=sentence, field=field)), errors=found)


def on_too_deep(_error: RecursionError) -> Response:
    """A body nested beyond reason."""
    return on_engine_error(Invalid(field="body", message="nested too deep", message_zh="嵌套过深"))


def _flat(messages: Any, path: str = "") -> list[tuple[str, str]]:
    """webargs' nested messages (`json` → field → list) as path and sentence."""
    if isinstance(messages, dict):
        return [
            pair
            for key, inner in messages.items()
            for pair in _flat(
                inner, path if key in ("json", "query", "_schema") else f"{path}.{key}".strip(".")
            )
        ]
    texts = messages if isinstance(messages, list) else [messages]
    return [(path or "body", _say(str(text))) for text in texts[:1]]


def _say(text: str) -> str:
    return ZH.get(text, OTHER_ZH) if lang() == "zh" else text


def _with(response: Response, **extra: Any) -> Response:
    """`submitted` gives back what was sent, so that a client can show it again."""
    body = json.loads(response.get_data())
    body.update(extra, submitted=_submitted())
    response.set_data(json.dumps(body))
    return response


def _submitted() -> Any:
    if not request.is_json or (request.content_length or 0) > 256 * 1024:
        return None
    try:
        found = json.loads(request.get_data(as_text=True), parse_constant=str)
        if isinstance(found, dict):
            found.pop("password", None)
        json.dumps(found)
    except (ValueError, RecursionError, AttributeError):
        return None
    return found
