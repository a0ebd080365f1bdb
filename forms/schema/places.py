"""Lines of a JSON text: the parser forgets them, so they are looked up by id or key."""

from __future__ import annotations

import json
import re
from collections import Counter


class Places:
    """Finds the line of the nth `"id": "…"` or `"key": "…"` of the same value."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._asked: Counter[str] = Counter()

    def of(self, component_id: str, key: str) -> int:
        """The line of the next component with this id, else with this key; 1 if neither is written."""
        for names, value in (("key|path", key), ("id", component_id)):
            if value:
                line = self._nth(names, value)
                if line is not None:
                    return line
        return 1

    def line_of_name(self, name: str) -> int:
        """The line of the second time that a JSON name is written."""
        places = [m.start() for m in re.finditer(re.escape(json.dumps(name)) + r"\s*:", self._text)]
        place = places[1] if len(places) > 1 else places[0] if places else 0
        return self._text.count("\n", 0, place) + 1

    def _nth(self, names: str, value: str) -> int | None:
        written = "|".join({re.escape(json.dumps(value)), re.escape(json.dumps(value, ensure_ascii=False))})
        pattern = re.compile(rf'"(?:{names})"\s*:\s*(?:{written})')
        self._asked[f"{names} {value}"] += 1
        wanted = self._asked[f"{names} {value}"]
        for number, match in enumerate(pattern.finditer(self._text), start=1):
            if number == wanted:
                return self._text.count("\n", 0, match.start()) + 1
        return None
