"""From files to decisions: reads the model, joins it with the models it imports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.dmn.cycles import note_cycles
from engine.dmn.decisions import Decisions
from engine.dmn.model import Definitions
from engine.dmn.notes import Notes
from engine.dmn.read import read

Read = tuple[Definitions, Notes]


def load(data: bytes, imports: Iterable[bytes] = ()) -> Decisions:
    """The decisions of a DMN file. `imports` are further files it may import, told apart by namespace.

    Raises DmnRefused if a file cannot be read at all; everything else is in `findings`.
    """
    others = [read(each) for each in imports]
    available = {definitions.namespace: (definitions, notes) for definitions, notes in others}
    return _join(*read(data), available, (), {})


def _join(
    definitions: Definitions,
    notes: Notes,
    available: Mapping[str, Read],
    above: tuple[str, ...],
    joined: dict[str, Decisions],
) -> Decisions:
    """`above` are the namespaces that led here, `joined` the models already made."""
    imported: dict[str, Decisions] = {}
    above = (*above, definitions.namespace)
    for each in definitions.imports:
        found = available.get(each.namespace)
        if found is None:
            notes.note("DMN_IMPORT_MISSING", each.id, each.line, namespace=each.namespace)
        elif each.namespace in above:
            path = " → ".join((*above, each.namespace))
            notes.note("DMN_CYCLE", each.id, each.line, path=path)
        else:
            if each.namespace not in joined:
                joined[each.namespace] = _join(*found, available, above, joined)
            imported[each.namespace] = joined[each.namespace]
    note_cycles(definitions, notes)
    return Decisions(definitions, notes, imported=imported)
