"""Conditions, times and parameters: XPDL's script grammars read as FEEL or JUEL, else kept and refused later."""

from __future__ import annotations

import re
from typing import Final

from engine.definition.expressions import Interpreter, TextRefused
from engine.definition.model import Text
from engine.definition.xpdl.maker import Maker
from engine.definition.xpdl.source import Source

_FEEL: Final = re.compile(r".*\bfeel\b.*|https?://(www\.)?omg\.org/spec/.*FEEL/?", re.IGNORECASE)
_JUEL: Final = re.compile(
    r".*\bjuel\b.*|https?://(java\.sun\.com|camunda\.org|activiti\.org).*", re.IGNORECASE
)
_MOMENT: Final = re.compile(r"[+-]?P[\dT].*|R\d*/.+|\d{4}-\d{2}-\d{2}.*", re.IGNORECASE)
_NUMBER: Final = re.compile(r"\d+(\.\d+)?")
_UNITS: Final = {
    "Y": "P{}Y",
    "M": "P{}M",
    "D": "P{}D",
    "h": "PT{}H",
    "H": "PT{}H",
    "m": "PT{}M",
    "s": "PT{}S",
    "S": "PT{}S",
}


class Expressions:
    """Reads the expressions of one package. `language`: what its header says."""

    def __init__(self, maker: Maker, language: str | None) -> None:
        self._maker = maker
        self._language = language

    def read(self, source: Source, owner: str) -> tuple[str, str | None]:
        """(text, language to name): language is None where the text can be evaluated here."""
        own = source.get("ScriptGrammar", "ScriptGrammer") or source.get("ScriptType")
        source.get("ScriptType", "ScriptVersion")
        return self.translate(source.text, own or self._language, source, owner)

    def translate(
        self, text: str, language: str | None, source: Source, owner: str
    ) -> tuple[str, str | None]:
        """The text as it can be evaluated, or unchanged with the language it is refused for."""
        text = text.strip()
        if not text or (language and _FEEL.fullmatch(language)):
            return text, None
        wrapped = text if "${" in text or "#{" in text else f"${{{text}}}"
        if language and _JUEL.fullmatch(language):
            return wrapped, None
        if language is None and _reads(text):
            return text, None
        if _reads(wrapped):
            said = language or "XPDL"
            if wrapped != text:
                self._maker.find(
                    "XPDL_EXPRESSION_READ", source, owner, owner=owner, text=text[:60], language=said[:40]
                )
            return wrapped, None
        return text, language

    def moment(self, source: Source, owner: str, unit: str | None) -> tuple[str, str | None]:
        """A date, duration or cycle; plain numbers get the unit that the process names."""
        text = source.text.strip()
        if not text or _MOMENT.fullmatch(text):
            source.get("ScriptType", "ScriptGrammar", "ScriptGrammer", "ScriptVersion")
            source.get("ScriptGrammar"), source.get("ScriptGrammer"), source.get("ScriptVersion")
            return text, None
        if _NUMBER.fullmatch(text):
            if unit not in _UNITS:
                self._maker.find("XPDL_NUMBER_WITHOUT_UNIT", source, owner, owner=owner, text=text)
                return text, None
            duration = _UNITS[unit].format(text)
            self._maker.find(
                "XPDL_NUMBER_WITH_UNIT", source, owner, owner=owner, text=text, duration=duration
            )
            return duration, None
        return self.read(source, owner)


def _reads(text: str) -> bool:
    try:
        Interpreter().compile(Text(text=text, line=0))
    except TextRefused:
        return False
    return True
