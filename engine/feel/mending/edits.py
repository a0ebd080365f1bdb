"""Tries the rules one after the other until the text can be read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from engine.feel.errors import FeelError, FeelSyntaxError
from engine.feel.mending.place import Edit, Place
from engine.feel.mending.rules import RULES

__all__ = ["Edit", "Mended", "mend"]

_LONGEST = 2_000
_EDITS = 16
_READINGS = 40
# Edits after which reading may stop earlier than before: they show what was hidden in a name.
_REVEALING = frozenset({"glued", "keyword", "small_letters"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Mended:
    """`first` is the first mistake of the source; `text` the source without mistakes, None if unknown."""

    first: Edit
    text: str | None


def mend(
    source: str, error: FeelSyntaxError, read: Callable[[str], object], *, cell: bool = False
) -> Mended | None:
    """What was probably meant; None if no rule knows. `read` raises FeelSyntaxError for what is not FEEL.

    `cell`: the text is one of a decision table's cell.
    """
    if len(source) > _LONGEST:
        return None
    return _Mender(read, cell=cell).mend(source, error)


class _Mender:
    def __init__(self, read: Callable[[str], object], *, cell: bool) -> None:
        self._read = read
        self._cell = cell
        self._readings = _READINGS

    def mend(self, source: str, error: FeelSyntaxError) -> Mended | None:
        first: Edit | None = None
        text = source
        for _ in range(_EDITS):
            step = self._step(text, error)
            if step is None:
                break
            edit, text, after = step
            first = first or edit
            if after is None:
                return Mended(first=first, text=text)
            error = after
        if first is not None:
            return Mended(first=first, text=None)
        guess = next(iter(self._edits(source, error)), None)
        return None if guess is None else Mended(first=guess, text=None)

    def _step(self, text: str, error: FeelSyntaxError) -> tuple[Edit, str, FeelSyntaxError | None] | None:
        """The first edit that makes the text readable, else the first that lets reading get further."""
        further: tuple[Edit, str, FeelSyntaxError | None] | None = None
        for edit in self._edits(text, error):
            edited = edit.apply(text)
            after = self._error(edited)
            if after is None:
                return edit, edited, None
            gained = (len(text) - error.position) - (len(edited) - after.position)
            splits = edit.code in _REVEALING and edited != text
            if further is None and (splits or gained > 0 or (gained == 0 and len(edited) < len(text))):
                further = edit, edited, after
        return further

    def _edits(self, text: str, error: FeelSyntaxError) -> list[Edit]:
        place = Place(text, error.position, error.expected, self._cell)
        proposals = (rule(place) for rule in RULES)
        return [edit for edit in proposals if edit is not None]

    def _error(self, text: str) -> FeelSyntaxError | None:
        self._readings -= 1
        if self._readings < 0:
            return FeelSyntaxError(text, position=0, expected="expression", found="")
        try:
            self._read(text)
        except FeelSyntaxError as error:
            return error
        except FeelError:
            return FeelSyntaxError(text, position=0, expected="expression", found="")
        return None
