"""Help with expressions: what pages ask while somebody writes FEEL, and the page to try expressions on.

Nothing here touches the store: a text, the names it may read and values that somebody typed go in, sentences
come out. See `web.blueprint`, and `scope.Variable` for what a page tells about the names of its fields.
"""

from __future__ import annotations

from forms.expressions.scope import Scope, Variable
from forms.expressions.web import blueprint

__all__ = ["Scope", "Variable", "blueprint"]
