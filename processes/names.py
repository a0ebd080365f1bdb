"""Processes and their elements in the reader's language."""

from __future__ import annotations

from sqlalchemy import Connection

from engine.kernel.program import NodeKind
from engine.organisation import Language
from engine.service import Engine
from engine.store.definitions import Definition

#: what an element without a name is called
KINDS: dict[NodeKind, tuple[str, str]] = {
    NodeKind.START: ("开始", "Start"),
    NodeKind.END: ("结束", "End"),
    NodeKind.EXCLUSIVE: ("分支", "Choice"),
    NodeKind.PARALLEL: ("并行网关", "Parallel gateway"),
    NodeKind.INCLUSIVE: ("包容网关", "Inclusive gateway"),
    NodeKind.EVENT_BASED: ("事件网关", "Event gateway"),
    NodeKind.COMPLEX: ("复杂网关", "Complex gateway"),
    NodeKind.BOUNDARY: ("边界事件", "Boundary event"),
    NodeKind.CATCH: ("等待事件", "Catching event"),
    NodeKind.THROW: ("抛出事件", "Throwing event"),
    NodeKind.SUB_PROCESS: ("子流程", "Sub-process"),
    NodeKind.EVENT_SUB_PROCESS: ("事件子流程", "Event sub-process"),
    NodeKind.TRANSACTION: ("事务", "Transaction"),
    NodeKind.AD_HOC: ("自由子流程", "Ad-hoc sub-process"),
}


class Names:
    """Looks definitions up in the engine's cache: a published version never changes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def definition(self, connection: Connection, definition_id: int) -> Definition:
        """The definition. Raises NotFound."""
        return self._engine.programs.load(connection, definition_id).definition

    def process(self, connection: Connection, definition_id: int, lang: Language) -> str:
        """What the process is called."""
        found = self.definition(connection, definition_id)
        title = found.title_zh if lang == "zh" else found.title_en
        return title or found.name

    def text(self, connection: Connection, definition_id: int, msgid: str | None, lang: Language) -> str:
        """A text of the diagram: the package's translation, else the text itself."""
        if not msgid:
            return ""
        return translated(self.definition(connection, definition_id).messages, msgid, lang)

    def element(self, connection: Connection, definition_id: int, element: str, lang: Language) -> str:
        """What an element is called; its id where the diagram names nothing (or knows it no more)."""
        loaded = self._engine.programs.load(connection, definition_id)
        node = loaded.program.node_by_id.get(element)
        if node is None:
            return element
        if not node.name:
            zh, en = KINDS.get(node.kind, (element, element))
            return zh if lang == "zh" else en
        return translated(loaded.definition.messages, node.name, lang)


def translated(messages: dict[str, dict[str, str]], msgid: str, lang: Language) -> str:
    """The package's text for a msgid."""
    return messages.get(lang, {}).get(msgid) or msgid
