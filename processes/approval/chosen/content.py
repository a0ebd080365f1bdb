"""What an applicant says about a route, as JSON and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, cast

from processes.approval.chosen.choice import Choice, Step
from processes.approval.errors import FlowRefused
from processes.approval.json_reader import Reader
from processes.approval.model import MODES, Mode


def dump(choice: Choice) -> str:
    """The text that is kept. The same choice gives the same text."""
    written: dict[str, Any] = {
        "skipped": dict(choice.skipped),
        "added": list(choice.added),
        "people": {point: list(logins) for point, logins in choice.people.items()},
        "steps": [_step(step) for step in choice.steps],
    }
    return json.dumps(
        {name: value for name, value in written.items() if value}, ensure_ascii=False, sort_keys=True
    )


def load(text: str) -> Choice:
    """What was kept. Raises FlowRefused for what has not its form."""
    return read(json.loads(text))


def read(given: object) -> Choice:
    """The choice of parsed JSON. Raises FlowRefused for what has not its form."""
    reader = Reader()
    raw = reader.mapping(given, "")
    skipped, people = (reader.mapping(raw.get(name, {}), name) for name in ("skipped", "people"))
    choice = Choice(
        skipped={point: reader.text(why, f"skipped/{point}") for point, why in skipped.items()},
        added=tuple(reader.texts(raw.get("added", []), "added")),
        people={point: tuple(reader.texts(logins, f"people/{point}")) for point, logins in people.items()},
        steps=tuple(
            _read_step(reader, reader.mapping(one, f"steps/{at}"), f"steps/{at}")
            for at, one in enumerate(reader.items(raw.get("steps", []), "steps"))
        ),
    )
    if reader.faults:
        raise FlowRefused(reader.faults)
    return choice


def _step(step: Step) -> dict[str, Any]:
    written: dict[str, Any] = {"people": list(step.people), "mode": step.mode}
    if step.share is not None:
        written["share"] = {"number": format(step.share, "f")}
    if step.deadline is not None:
        written["deadline"] = step.deadline
    return written


def _read_step(reader: Reader, raw: Mapping[str, Any], place: str) -> Step:
    share, deadline = raw.get("share"), raw.get("deadline")
    return Step(
        people=tuple(reader.texts(raw.get("people", []), f"{place}/people")),
        mode=cast(Mode, reader.one_of(raw.get("mode", "any"), MODES, f"{place}/mode")),
        share=None if share is None else reader.number(share, f"{place}/share"),
        deadline=None if deadline is None else reader.text(deadline, f"{place}/deadline"),
    )
