"""The addresses at /expressions: what fields ask while somebody types, and the page to try expressions on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Final, ParamSpec

from flask import Blueprint, jsonify, make_response, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from engine.errors import EngineError, TooLarge
from engine.feel.handbook import FACTS_TEXT
from engine.store.uow import Store
from forms.accounts import signed_in
from forms.expressions.checking import checked
from forms.expressions.contexts import read_context, variables_of, with_context
from forms.expressions.errors import QuestionUnreadable, ValuesRefused
from forms.expressions.formatting import formatted
from forms.expressions.functions import handbook, kinds
from forms.expressions.playground import Playground
from forms.expressions.question import read_question
from forms.expressions.trying import tried
from forms.expressions.words import words
from forms.shell import lang

MOST_BYTES: Final = 512 * 1024
Args = ParamSpec("Args")


def _in_json(view: Callable[Args, Response]) -> Callable[Args, Response]:
    """Fields read JSON: a refusal carries its sentence, and for typed values what is wrong with each."""

    @wraps(view)
    def answering(*args: Args.args, **kwargs: Args.kwargs) -> Response:
        try:
            return view(*args, **kwargs)
        except EngineError as refusal:
            body: dict[str, Any] = {"code": refusal.code, "message": refusal.text(lang())}
            if isinstance(refusal, ValuesRefused):
                body["values"] = refusal.faults
            return make_response(jsonify(body), refusal.status)

    return answering


@_in_json
def check() -> Response:
    """What can be said about a text: faults, the sentence, the names it reads."""
    posted = _posted()
    context = _context(posted)
    answer = checked(with_context(read_question(posted), context)).as_json()
    if context:
        answer["names"] = [one.as_json() for one in variables_of(context)]
    return jsonify(answer)


@_in_json
def try_one() -> Response:
    """The value of a text over typed values and a context."""
    posted = _posted()
    question = read_question(posted)
    given = _context(posted)
    return jsonify(tried(with_context(question, given), given).as_json())


@_in_json
def lay_out() -> Response:
    """The text as the house writes it."""
    posted = _posted()
    return jsonify(text=formatted(with_context(read_question(posted), _context(posted))))


def functions() -> Response:
    """The handbook in the reader's language with the words of the help; the browser keeps it for a while."""
    signed_in()
    answer = jsonify(
        lang=lang(), words=words(), entries=handbook(lang()), kinds=kinds(lang()), facts=FACTS_TEXT
    )
    answer.headers["Cache-Control"] = "private, max-age=0, must-revalidate"
    answer.add_etag()
    return answer.make_conditional(request)


def _posted() -> dict[str, Any]:
    """The posted object. Raises LoginNeeded, TooLarge, QuestionUnreadable."""
    signed_in()
    size = request.content_length or 0
    if size > MOST_BYTES:
        raise TooLarge(what="the question", what_zh="请求", size=size, limit=MOST_BYTES)
    try:
        posted = request.get_json(force=True)
    except (HTTPException, RecursionError):
        posted = None
    if not isinstance(posted, dict):
        raise QuestionUnreadable(detail="it is not a JSON object", detail_zh="不是 JSON 对象")
    return posted


def _context(posted: Mapping[str, Any]) -> dict[str, Any]:
    """The whole context that was typed beside the expression, if any. Raises QuestionUnreadable."""
    given = posted.get("context", "")
    if not isinstance(given, str):
        raise QuestionUnreadable(detail="context must be a text", detail_zh="context 应为文本")
    return read_context(given)


def blueprint(*, store: Store) -> Blueprint:
    """The blueprint `expressions` at /expressions."""
    made = Blueprint("expressions", __name__, url_prefix="/expressions", template_folder="templates")
    pages = Playground(store=store)
    made.add_url_rule("", "playground", pages.page)
    made.add_url_rule("", "play", pages.play, methods=["POST"])
    made.add_url_rule("/check", "check", check, methods=["POST"])
    made.add_url_rule("/try", "try_one", try_one, methods=["POST"])
    made.add_url_rule("/format", "format", lay_out, methods=["POST"])
    made.add_url_rule("/functions", "functions", functions)
    return made
