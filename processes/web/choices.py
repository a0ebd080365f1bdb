"""What the modeler's panel offers to choose from."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

from sqlalchemy import Connection, select

from engine import dmn, organisation
from engine.organisation import Language
from engine.service import Engine
from engine.store.definitions import all_latest
from processes.approval.tables import policy

Choice = dict[str, str]


def choices(
    connection: Connection, engine: Engine, files: Mapping[str, bytes], lang: Language
) -> dict[str, list[Choice]]:
    """`{people, positions, forms, adapters, decisions, policies, definitions: [{value, label}]}`."""
    return {
        "people": [_choice(one.login, one.full_label(lang)) for one in organisation.everyone(connection)],
        "positions": [_choice(one.code, one.title(lang)) for one in organisation.positions(connection)],
        "forms": [_choice(stem, stem) for stem in _stems(files, ".form")],
        "adapters": [
            _choice(name, _title(adapter, lang) or name)
            for name, adapter in sorted(engine.context.adapters.items())
        ],
        "decisions": [_choice(name, name) for name in _decisions(files)],
        "policies": [
            _choice(row.key, (row.name if lang == "zh" else row.name_en) or row.key)
            for row in connection.execute(select(policy).order_by(policy.c.key))
        ],
        "definitions": [
            _choice(one.key, (one.title_zh if lang == "zh" else one.title_en) or one.name)
            for one in all_latest(connection)
        ],
    }


def _choice(value: str, label: str) -> Choice:
    return {"value": value, "label": label}


def _title(adapter: object, lang: Language) -> str:
    """An adapter's name in words; those of tests may have none."""
    return str(getattr(adapter, "zh" if lang == "zh" else "en", ""))


def _stems(files: Mapping[str, bytes], suffix: str) -> list[str]:
    return sorted(PurePosixPath(path).name.removesuffix(suffix) for path in files if path.endswith(suffix))


def _decisions(files: Mapping[str, bytes]) -> list[str]:
    """Names that decision tasks of this package can use; a table that cannot be read offers none."""
    found: list[str] = []
    for path, data in files.items():
        if path.endswith(".dmn"):
            try:
                found += dmn.load(data).names
            except dmn.DmnRefused:
                continue
    return list(dict.fromkeys(found))
