"""Reading what an applicant posts about a route: what he chose so far, and what else stands in the panel."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict

from processes.approval.chosen.check import LONGEST_REASON, MOST_STEPS
from processes.approval.chosen.choice import MAJORITY, NOTHING, Choice, Step
from processes.approval.model import MODES

#: Every input of the panel is called so.
PREFIX = "route-"
#: What a button of the panel asks for: `step.up.2`, `person.add.0.li`, `template.save`.
DO = f"{PREFIX}do"
LONGEST_LOGIN, MOST_NAMES = 64, 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Posted:
    """The panel as posted. `seen`: the revision that was shown. `finds`: words typed to find people, by step."""

    choice: Choice = NOTHING
    seen: int = 0
    finds: Mapping[int, str] = field(default_factory=dict)
    template: int | None = None
    template_name: str = ""
    do: str = ""


def is_posted(form: MultiDict[str, str]) -> bool:
    """Whether the page had the panel."""
    return f"{PREFIX}seen" in form


def without_route(form: MultiDict[str, str]) -> MultiDict[str, str]:
    """The rest of a form around the panel."""
    rest = [(name, value) for name, value in form.items(multi=True) if not name.startswith(PREFIX)]
    return MultiDict(rest)


def read(form: MultiDict[str, str]) -> Posted:
    """What the panel says."""
    rows = [int(one) for one in form.getlist(f"{PREFIX}step") if one.isdecimal()][: MOST_STEPS + 1]
    skipped = form.getlist(f"{PREFIX}skip")[:MOST_NAMES]
    return Posted(
        choice=Choice(
            skipped={point: _text(form, f"{PREFIX}reason-{point}", LONGEST_REASON) for point in skipped},
            added=tuple(form.getlist(f"{PREFIX}add")[:MOST_NAMES]),
            people=dict(_people(form)),
            steps=tuple(_step(form, row) for row in rows),
        ),
        seen=form.get(f"{PREFIX}seen", 0, int),
        finds={at: words for at, row in enumerate(rows) if (words := _text(form, f"{PREFIX}{row}-find", 40))},
        template=form.get(f"{PREFIX}template", type=int),
        template_name=_text(form, f"{PREFIX}template-name", 101),
        do=form.get(DO, "")[:120],
    )


def _people(form: MultiDict[str, str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    prefix = f"{PREFIX}who-"
    for name in sorted(name for name in form if name.startswith(prefix)):
        yield name.removeprefix(prefix), tuple(form.getlist(name)[:MOST_NAMES])


def _step(form: MultiDict[str, str], row: int) -> Step:
    mode = form.get(f"{PREFIX}{row}-mode", "any")
    days = _text(form, f"{PREFIX}{row}-days", 6)
    people = dict.fromkeys(one[:LONGEST_LOGIN] for one in form.getlist(f"{PREFIX}{row}-person"))
    return Step(
        people=tuple(people),
        mode=next((each for each in MODES if each == mode), "any"),
        share=MAJORITY if mode == "vote" else None,
        deadline=f"P{days}D" if days else None,
    )


def _text(form: MultiDict[str, str], name: str, longest: int) -> str:
    return form.get(name, "").strip()[:longest]
