"""What a page asks about one text, and how that text is to be read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, cast

from engine.definition.juel import is_juel
from engine.feel.cursor import MAX_TEXT
from forms.expressions.errors import QuestionUnreadable
from forms.expressions.scope import Scope, read_scope

Mode = Literal["condition", "expression", "tests", "moment"]
MODES: Final = ("condition", "expression", "tests", "moment")
Language = Literal["feel", "juel", "moment", "empty"]

_MOMENT: Final = re.compile(r"[+-]?P[\dT].*|R\d*/.+|\d{4}-\d{2}-\d{2}([T ].*)?|\d{2}:\d{2}.*", re.IGNORECASE)
_CRON: Final = re.compile(r"(\S+\s+){4,6}\S+|@[A-Za-z]+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """One text with what is known about its place.

    `mode`: a condition must be true or false; tests are those of a decision table's cell, over `?`; a moment is a
    timer or deadline. `diagram`: the text stands in a diagram, where it may begin with `=` or be JUEL.
    `working`: durations count in working time.
    """

    text: str
    mode: Mode = "expression"
    scope: Scope = field(default_factory=Scope)
    diagram: bool = False
    working: bool = False
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def language(self) -> Language:
        """What the text is written in."""
        body = self.text.strip()
        if not body:
            return "empty"
        if self.diagram and not body.startswith("=") and is_juel(body):
            return "juel"
        plain = self.mode == "moment" and not body.startswith("=") and not set(body) & set('"()')
        return "moment" if plain and (_MOMENT.fullmatch(body) or _CRON.fullmatch(body)) else "feel"

    @property
    def offset(self) -> int:
        """Where the expression begins in the text: after white space and the mark of a diagram."""
        begin = len(self.text) - len(self.text.lstrip())
        if self.diagram and self.text.startswith("=", begin):
            begin += 1
        return begin

    @property
    def body(self) -> str:
        """The expression alone."""
        return self.text[self.offset :]


def read_question(posted: object) -> Question:
    """The question of a posted JSON object. Raises QuestionUnreadable."""
    if not isinstance(posted, dict) or not isinstance(posted.get("text"), str):
        raise QuestionUnreadable(detail="text is missing", detail_zh="缺少 text")
    mode = posted.get("mode", "expression")
    if mode not in MODES:
        raise QuestionUnreadable(
            detail=f"mode must be one of {', '.join(MODES)}", detail_zh=f"mode 应为 {'、'.join(MODES)} 之一"
        )
    if len(posted["text"]) > MAX_TEXT:
        raise QuestionUnreadable(
            detail=f"the text is longer than {MAX_TEXT} characters", detail_zh=f"文本超过 {MAX_TEXT} 个字符"
        )
    return Question(
        text=posted["text"],
        mode=cast(Mode, mode),
        scope=read_scope(posted.get("names")),
        diagram=posted.get("diagram") is True,
        working=posted.get("working") is True,
        values=_values(posted.get("values", {})),
    )


def _values(posted: object) -> dict[str, str]:
    if not isinstance(posted, dict) or not all(isinstance(one, str) for one in posted.values()):
        raise QuestionUnreadable(detail="values must be texts by name", detail_zh="values 应为“名称: 文本”")
    return {str(name): text for name, text in posted.items()}
