"""What comes up while a file is read: findings, and the names that occur."""

from __future__ import annotations

from engine.definition.findings import Finding
from engine.definition.xml import line_of
from engine.dmn.node import XmlNode, attribute
from engine.dmn.texts import DMN_RULES
from engine.feel.names import normal


class Notes:
    """Collects findings and names. `language` is the model's own expression language."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.names: set[str] = set()
        self.language = ""

    def add(self, code: str, node: XmlNode, /, **args: object) -> None:
        self.note(code, attribute(node, "id"), line_of(node), **args)

    def note(self, code: str, element: str, line: int, /, **args: object) -> None:
        self.findings.append(
            Finding(code=code, rule=DMN_RULES[code], element=element or None, line=line or None, args=args)
        )

    def name(self, name: str) -> str:
        """The name with its white space evened out, remembered as one that expressions may use."""
        name = normal(name)
        if name:
            self.names.add(name)
        return name

    def check_language(self, language: str, text: str, node: XmlNode) -> None:
        """Any language but FEEL is a finding; so is JUEL that is not marked as such."""
        language = language or self.language
        if language and not is_feel(language):
            self.add("DMN_EXPRESSION_LANGUAGE", node, language=language)
        elif text.startswith(("${", "#{")):
            self.add("DMN_EXPRESSION_LANGUAGE", node, language="JUEL")


def is_feel(language: str) -> bool:
    """feel, or the URI of any version's FEEL."""
    return "feel" in language.lower()
