"""What a refusal looks like: a strip in a fragment, a page with the strip, or problem+json under /api/."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

from flask import Flask, Response, current_app, g, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from engine.errors import EngineError
from forms.shell.i18n import lang
from forms.shell.security import API

AMBER = frozenset((409, 410, 423))

TEXTS: dict[int, dict[str, str]] = {
    400: {
        "zh": "请求不完整或格式有误，没有改动任何内容。请返回上一页重试。",
        "en": "The request was incomplete or malformed. Nothing was changed. Go back and try again.",
    },
    401: {"zh": "请先登录。", "en": "Log in first."},
    403: {
        "zh": "您无权查看或执行这一操作，没有改动任何内容。如有需要，请联系管理员开通权限。",
        "en": "You may not see or do this. Nothing was changed. Ask an administrator if you need it.",
    },
    404: {
        "zh": "这个页面不存在，或您无权查看。请检查地址，或用上方搜索查找。",
        "en": "This page does not exist, or you may not see it. Check the address, or use the search above.",
    },
    405: {"zh": "这个地址不支持该操作。", "en": "This address does not support that operation."},
    409: {
        "zh": "有人先您一步修改了这里。您填写的内容没有丢失，请刷新后核对。",
        "en": "Somebody changed this before you. What you typed is not lost: reload and compare.",
    },
    410: {"zh": "这一步已经过去，流程已继续。", "en": "This step has passed; the process went on."},
    413: {
        "zh": "上传的内容太大，没有保存任何内容。单个文件上限 20 MB。",
        "en": "The upload is too large. Nothing was stored. A single file may have 20 MB.",
    },
    415: {"zh": "不支持这种内容类型。", "en": "This content type is not supported."},
    422: {
        "zh": "有内容不符合要求，没有保存。请按提示修改后重新提交。",
        "en": "Something does not meet the rules. Nothing was saved. Correct it and submit again.",
    },
    423: {
        "zh": "正在被他人处理，请稍后再试。",
        "en": "Somebody is working on this right now. Try again in a moment.",
    },
    429: {
        "zh": "请求太频繁，请稍候再试。没有改动任何内容。",
        "en": "Too many requests. Wait a moment and try again. Nothing was changed.",
    },
    500: {
        "zh": "这里出了问题，您的上一步没有保存。请重试；若再次出现，请把编号告诉管理员。",
        "en": "Something went wrong here and your last step was not saved. Try again; if it happens twice, "
        "give the administrator the number.",
    },
    503: {
        "zh": "服务暂时不可用，请稍后再试。",
        "en": "The service is not available right now. Try again in a moment.",
    },
}
CSRF_TEXT = {
    "zh": "页面已过期（登录状态变化或页面停留太久），没有改动任何内容。请刷新后重试。",
    "en": "This page has expired (new login, or it was open too long). Nothing was changed. Reload it.",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """One refusal, ready to be shown. `number` is what a person reads out to the administrator."""

    status: int
    code: str
    message: str
    element: str | None = None
    field: str | None = None
    retry_after: float | None = None
    number: str | None = None

    @property
    def tone(self) -> str:
        """`warn` (amber) when somebody was faster or time passed, else `bad` (red)."""
        return "warn" if self.status in AMBER else "bad"


def init_error_pages(app: Flask) -> None:
    """Handlers for everything that can be refused."""
    app.register_error_handler(EngineError, _on_engine_error)
    app.register_error_handler(CSRFError, _on_csrf_error)
    app.register_error_handler(HTTPException, _on_http_error)
    app.register_error_handler(Exception, _on_fault)


def answer(problem: Problem) -> Response:
    """The problem in the shape this request understands."""
    if _wants_json():
        response = _as_json(problem)
    elif request.headers.get("GX-Quiet"):
        response = make_response("")  # noted beside what is being read: nobody asked for it
    elif request.headers.get("HX-Request"):
        response = make_response(render_template("shell/problem_strip.html", problem=problem))
        response.headers["HX-Retarget"] = "#gx-strips"
        response.headers["HX-Reswap"] = "innerHTML"
        response.headers["HX-Push-Url"] = "false"
    else:
        # A fault may come from finding out who is looking: its page asks nobody and nothing.
        page = "shell/problem_plain.html" if problem.status >= 500 else "shell/problem.html"
        response = make_response(render_template(page, problem=problem))
    response.status_code = problem.status
    if problem.retry_after is not None:
        response.headers["Retry-After"] = str(max(1, round(problem.retry_after)))
    return response


def _wants_json() -> bool:
    """The API, and scripts of our pages that say so (modeler, autosave)."""
    return request.path.startswith(API) or request.accept_mimetypes.best == "application/json"


def _as_json(problem: Problem) -> Response:
    body = {
        "type": "about:blank",
        "title": problem.code,
        "status": problem.status,
        "code": problem.code,
        "message": problem.message,
        "element": problem.element,
        "field": problem.field,
        "retry_after": problem.retry_after,
        "submitted": False,
        "number": problem.number,
    }
    response = make_response(current_app.json.dumps(body))
    response.mimetype = "application/problem+json"
    return response


def _on_engine_error(error: EngineError) -> Response:
    retry_after = getattr(error, "retry_after", None)
    if error.status == 423 and retry_after is None:
        retry_after = 1.0
    field = error.facts.get("field")
    element = error.facts.get("element")
    return answer(
        Problem(
            status=error.status,
            code=error.code,
            message=error.text(lang()),
            field=None if field is None else str(field),
            element=None if element is None else str(element),
            retry_after=retry_after,
        )
    )


def _on_csrf_error(error: CSRFError) -> Response:
    return answer(Problem(status=403, code="CsrfFailed", message=CSRF_TEXT[lang()]))


def _on_http_error(error: HTTPException) -> Response:
    ready = error.get_response()
    status = error.code or 500
    if error.response is not None or status < 400:
        return Response(ready.get_data(), status, ready.headers)
    text = TEXTS.get(status, TEXTS[400 if status < 500 else 500])[lang()]
    retry_after = getattr(error, "retry_after", None)
    response = answer(
        Problem(
            status=status,
            code=error.name.title().replace(" ", ""),
            message=text,
            retry_after=_seconds(retry_after),
        )
    )
    for name in ("Allow", "WWW-Authenticate", "Retry-After"):
        if name in ready.headers and name not in response.headers:
            response.headers[name] = ready.headers[name]
    return response


def _seconds(retry_after: object) -> float | None:
    return float(retry_after) if isinstance(retry_after, int | float) else None


def _on_fault(error: Exception) -> Response:
    if current_app.testing or current_app.debug:
        raise error  # a test or a developer wants the traceback, not the page
    g.setdefault(
        "gx_choices", {}
    )  # asking for the person again may be what failed: cookie and browser decide
    number = uuid4().hex[:8].upper()
    current_app.logger.exception("fault", extra={"action": request.endpoint, "number": number})
    return answer(Problem(status=500, code="Fault", message=TEXTS[500][lang()], number=number))
