"""The badge of a definition: what the second engine said about it. Information, never a refusal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from engine.definition import Diagram
from engine.ports import AGREE, DIFFER
from engine.reference.texts import reason
from engine.store.definitions import Opinion
from forms.shell import gettext as _
from forms.shell import lang


@dataclass(frozen=True, kw_only=True, slots=True)
class Badge:
    """What the page shows: a chip, and a sentence beside it."""

    text: str
    tone: str
    hint: str


def badge(opinion: Opinion | None, diagram: Diagram, words: Callable[[str], str]) -> Badge | None:
    """The badge, or None while nobody has compared the version yet. `words` translates names of elements."""
    if opinion is None:
        return None
    if opinion.state == AGREE:
        hint = _("%(number)s paths walked in both", number=opinion.paths)
        return Badge(text=_("Two engines agree"), tone="ok", hint=hint)
    if opinion.state == DIFFER:
        text = _("Two engines differ at %(element)s", element=_name(diagram, opinion.element, words))
        hint = _("SpiffWorkflow does otherwise here. For information: the process runs as drawn.")
        return Badge(text=text, tone="warn", hint=hint)
    why = reason(opinion.code or "", lang())
    where = "" if opinion.element is None else f" ({_name(diagram, opinion.element, words)})"
    return Badge(text=_("Not compared with a second engine"), tone="", hint=f"{why}{where}")


def _name(diagram: Diagram, element: str | None, words: Callable[[str], str]) -> str:
    found = diagram.elements.get(element or "")
    name = words((found.get("name") if found is not None else None) or "")
    return " ".join((name or element or "–").split())[:80]
