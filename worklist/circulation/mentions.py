"""Who is mentioned in a text: `@` before a name, Chinese or English, or a login."""

from __future__ import annotations

from collections.abc import Sequence

from engine.organisation import Person
from worklist.circulation.errors import MentionAmbiguous


def mentioned(text: str, people: Sequence[Person]) -> list[Person]:
    """The people whose names stand behind an `@`, in order, each once. The longest name that fits is meant.

    Raises MentionAmbiguous for a name that several people have.
    """
    called: dict[str, list[Person]] = {}
    for one in people:
        for name in {one.login.casefold(), one.name.casefold(), one.name_en.casefold()} - {""}:
            called.setdefault(name, []).append(one)
    found: dict[int, Person] = {}
    for part in text.casefold().split("@")[1:]:
        name = max((name for name in called if _begins(part, name)), key=len, default="")
        if len(called.get(name, ())) > 1:
            logins = ", ".join(sorted(one.login for one in called[name]))
            raise MentionAmbiguous(name=called[name][0].name, logins=logins)
        for one in called.get(name, ()):
            found[one.id] = one
    return list(found.values())


def _begins(part: str, name: str) -> bool:
    """Whether a text begins with a name; of Latin letters the whole word, of Chinese nothing divides words."""
    if not part.startswith(name):
        return False
    following = part[len(name) : len(name) + 1]
    return not (name.isascii() and following.isascii() and (following.isalnum() or following == "_"))
