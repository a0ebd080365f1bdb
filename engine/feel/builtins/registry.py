"""All built-in functions by name: how they may be called, and what does the work."""

from __future__ import annotations

from engine.feel.builtins import (
    contexts,
    conversions,
    intervals,
    lists,
    moments,
    numbers,
    statistics,
    texts,
)
from engine.feel.functions import Builtin
from engine.feel.signatures import Implementation, signature

_DAY = "date|date and time"
_CLOCK = "year: number, month: number, day: number, hour: number, minute: number, second: number"
_POINT = "number|string|date|time|date and time|days and time duration|years and months duration"

# name -> ways to call it, the first that fits is taken. Notation: see `functions.signature`.
TABLE: dict[str, list[tuple[str, Implementation]]] = {
    # conversions
    "number": [
        ("from: string, grouping separator?: string?, decimal separator?: string?", conversions.number),
        ("from: number", conversions.number_of_number),
    ],
    "string": [("from: any", conversions.string)],
    "date": [
        ("from: string", conversions.date_of_text),
        (f"from: {_DAY}", conversions.date_of),
        ("year: number, month: number, day: number", conversions.date_of_parts),
    ],
    "date and time": [
        ("from: string", conversions.date_time_of_text),
        (f"from: {_DAY}", conversions.date_time_of),
        (f"date: {_DAY}, time: time", conversions.date_time_of_parts),
        (f"{_CLOCK}, offset?: days and time duration?", conversions.date_time_of_numbers),
        (f"{_CLOCK}, timezone: string", conversions.date_time_in_zone),
    ],
    "time": [
        ("from: string", conversions.time_of_text),
        (f"from: time|{_DAY}", conversions.time_of),
        (
            "hour: number, minute: number, second: number, offset?: days and time duration?",
            conversions.time_of_parts,
        ),
    ],
    "duration": [
        ("from: string", conversions.duration),
        ("from: days and time duration|years and months duration", conversions.duration_of),
    ],
    "years and months duration": [(f"from: {_DAY}, to: {_DAY}", conversions.years_and_months)],
    "range": [("from: string", conversions.range_of)],
    # booleans
    "not": [("negand: boolean?", moments.negate)],
    "is": [("value1: any, value2: any", moments.is_same)],
    # strings
    "substring": [("string: string, start position: number, length?: number?", texts.substring)],
    "string length": [("string: string", texts.string_length)],
    "upper case": [("string: string", texts.upper_case)],
    "lower case": [("string: string", texts.lower_case)],
    "substring before": [("string: string, match: string", texts.substring_before)],
    "substring after": [("string: string, match: string", texts.substring_after)],
    "replace": [("input: string, pattern: string, replacement: string, flags?: string?", texts.replace)],
    "contains": [("string: string, match: string", texts.contains)],
    "starts with": [("string: string, match: string", texts.starts_with)],
    "ends with": [("string: string, match: string", texts.ends_with)],
    "matches": [("input: string, pattern: string, flags?: string?", texts.matches)],
    "split": [("string: string, delimiter: string", texts.split)],
    "string join": [("list: list, delimiter?: string?", texts.string_join)],
    # lists
    "list contains": [("list: list, element: any", lists.list_contains)],
    "count": [("list: list", lists.count)],
    "min": [("list: list", lists.minimum), ("c…: any", lists.minimum_of)],
    "max": [("list: list", lists.maximum), ("c…: any", lists.maximum_of)],
    "sum": [("list: list", statistics.total), ("n…: any", statistics.total_of)],
    "mean": [("list: list", statistics.mean), ("n…: any", statistics.mean_of)],
    "median": [("list: list", statistics.median), ("n…: any", statistics.median_of)],
    "stddev": [("list: list", statistics.stddev), ("n…: any", statistics.stddev_of)],
    "mode": [("list: list", statistics.mode), ("n…: any", statistics.mode_of)],
    "product": [("list: list", statistics.product), ("n…: any", statistics.product_of)],
    "all": [("list: list", lists.all_of), ("b…: any", lists.all_of_many)],
    "any": [("list: list", lists.any_of), ("b…: any", lists.any_of_many)],
    "sublist": [("list: list, start position: number, length?: number?", lists.sublist)],
    "append": [("list: list, item…: any", lists.append)],
    "concatenate": [("list…: list", lists.concatenate)],
    "insert before": [("list: list, position: number, newItem: any", lists.insert_before)],
    "remove": [("list: list, position: number", lists.remove)],
    "reverse": [("list: list", lists.reverse)],
    "index of": [("list: list, match: any", lists.index_of)],
    "union": [("list…: list", lists.union)],
    "distinct values": [("list: list", lists.distinct_values)],
    "flatten": [("list: list", lists.flatten)],
    "sort": [("list: list, precedes: function", lists.sort), ("list: list", lists.sort_plain)],
    "list replace": [
        ("list: list, position: number, newItem: any", lists.replace_at),
        ("list: list, match: function, newItem: any", lists.replace_matching),
    ],
    # numbers
    "decimal": [("n: number, scale: number", numbers.decimal_)],
    "floor": [("n: number, scale?: number", numbers.floor)],
    "ceiling": [("n: number, scale?: number", numbers.ceiling)],
    "round up": [("n: number, scale: number", numbers.round_up)],
    "round down": [("n: number, scale: number", numbers.round_down)],
    "round half up": [("n: number, scale: number", numbers.round_half_up)],
    "round half down": [("n: number, scale: number", numbers.round_half_down)],
    "abs": [("n: number|days and time duration|years and months duration", numbers.absolute)],
    "modulo": [("dividend: number, divisor: number", numbers.modulo)],
    "sqrt": [("number: number", numbers.sqrt)],
    "log": [("number: number", numbers.log)],
    "exp": [("number: number", numbers.exp)],
    "odd": [("number: number", numbers.odd)],
    "even": [("number: number", numbers.even)],
    # dates and the clock
    "day of year": [(f"date: {_DAY}", moments.day_of_year)],
    "day of week": [(f"date: {_DAY}", moments.day_of_week)],
    "month of year": [(f"date: {_DAY}", moments.month_of_year)],
    "week of year": [(f"date: {_DAY}", moments.week_of_year)],
    "now": [("", moments.now)],
    "today": [("", moments.today)],
    # contexts
    "get value": [
        ("m: context, key: string", contexts.get_value),
        ("m: context, key: list", contexts.get_value_by_path),
    ],
    "get entries": [("m: context", contexts.get_entries)],
    "context": [("entries: list", contexts.context)],
    "context put": [
        ("context: context, key: string, value: any", contexts.context_put),
        ("context: context, keys: list, value: any", contexts.context_put_path),
    ],
    "context merge": [("contexts: list", contexts.context_merge)],
    # ranges
    "before": [
        (f"point1: {_POINT}, point2: {_POINT}", intervals.before),
        (f"point: {_POINT}, range: range", intervals.before),
        (f"range: range, point: {_POINT}", intervals.before),
        ("range1: range, range2: range", intervals.before),
    ],
    "after": [
        (f"point1: {_POINT}, point2: {_POINT}", intervals.after),
        (f"point: {_POINT}, range: range", intervals.after),
        (f"range: range, point: {_POINT}", intervals.after),
        ("range1: range, range2: range", intervals.after),
    ],
    "meets": [("range1: range, range2: range", intervals.meets)],
    "met by": [("range1: range, range2: range", intervals.met_by)],
    "overlaps": [("range1: range, range2: range", intervals.overlaps)],
    "overlaps before": [("range1: range, range2: range", intervals.overlaps_before)],
    "overlaps after": [("range1: range, range2: range", intervals.overlaps_after)],
    "finishes": [
        ("range1: range, range2: range", intervals.finishes),
        (f"point: {_POINT}, range: range", intervals.finishes),
    ],
    "finished by": [
        ("range1: range, range2: range", intervals.finished_by),
        (f"range: range, point: {_POINT}", intervals.finished_by),
    ],
    "includes": [
        ("range1: range, range2: range", intervals.includes),
        (f"range: range, point: {_POINT}", intervals.includes),
    ],
    "during": [
        ("range1: range, range2: range", intervals.during),
        (f"point: {_POINT}, range: range", intervals.during),
    ],
    "starts": [
        ("range1: range, range2: range", intervals.starts),
        (f"point: {_POINT}, range: range", intervals.starts),
    ],
    "started by": [
        ("range1: range, range2: range", intervals.started_by),
        (f"range: range, point: {_POINT}", intervals.started_by),
    ],
    "coincides": [
        ("range1: range, range2: range", intervals.coincides),
        (f"point1: {_POINT}, point2: {_POINT}", intervals.coincides),
    ],
}

BUILTINS: dict[str, Builtin] = {
    name: Builtin(name, [signature(text, implementation) for text, implementation in ways])
    for name, ways in TABLE.items()
}
BUILTIN_NAMES = frozenset(BUILTINS)
