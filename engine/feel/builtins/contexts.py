"""Functions on contexts."""

from __future__ import annotations

from engine.feel.functions import BadArgument
from engine.feel.run import Run
from engine.feel.values import adopt

Context = dict[str, object]


def get_value(run: Run, m: Context, key: str) -> object:
    return adopt(m.get(key))


def get_value_by_path(run: Run, m: Context, keys: list[object]) -> object:
    value: object = m
    if not keys:
        return None
    for key in keys:
        if not isinstance(value, dict) or not isinstance(key, str):
            return None
        value = adopt(value.get(key))
    return value


def get_entries(run: Run, m: Context) -> object:
    return [{"key": key, "value": value} for key, value in m.items()]


def context(run: Run, entries: list[object]) -> object:
    made: Context = {}
    for entry in map(adopt, entries):
        if not isinstance(entry, dict) or "value" not in entry or not isinstance(entry.get("key"), str):
            raise BadArgument()
        if entry["key"] in made:
            raise BadArgument(entry["key"])
        made[entry["key"]] = entry["value"]
    return made


def context_put(run: Run, old: Context, key: str, value: object) -> object:
    return {**old, key: value}


def context_put_path(run: Run, old: Context, keys: list[object], value: object) -> object:
    if not keys or not all(isinstance(key, str) for key in keys):
        raise BadArgument()
    return _put(old, [str(key) for key in keys], value)


def _put(old: Context, keys: list[str], value: object) -> Context:
    first, rest = keys[0], keys[1:]
    if not rest:
        return {**old, first: value}
    inner = adopt(old.get(first))
    if inner is None:
        inner = {}
    if not isinstance(inner, dict):
        raise BadArgument(first)
    return {**old, first: _put(inner, rest, value)}


def context_merge(run: Run, contexts: list[object]) -> object:
    merged: Context = {}
    for each in map(adopt, contexts):
        if not isinstance(each, dict):
            raise BadArgument()
        merged.update(each)
    return merged
