"""Functions on contexts: values with named entries."""

from __future__ import annotations

from engine.feel.handbook.rows.row import Rows, row

ROWS: Rows = {
    "get value": row(
        "按名称取上下文中的值；没有时为空。名称的列表逐层深入。",
        "The value of an entry by its name, null if there is none; a list of names goes inwards.",
        "",
        ('get value(customer, "level")', '"A"'),
        ('get value({a: {b: 5}}, ["a", "b"])', "5"),
        ('get value(customer, "rating")', "null"),
    ),
    "get entries": row(
        "把上下文变成“键、值”的列表。",
        "The entries of a context as a list of keys and values.",
        "list<context>",
        ("get entries({a: 1, b: 2})", '[{key: "a", value: 1}, {key: "b", value: 2}]'),
        ("get entries({a: 1, b: 2})[value > 1].key", '["b"]'),
    ),
    "context": row(
        "由“键、值”的列表组成上下文。",
        "The context made of a list of keys and values.",
        "context",
        ('context([{key: "level", value: "A"}])', '{level: "A"}'),
    ),
    "context put": row(
        "加上或改掉一个条目，得到新的上下文；名称的列表逐层深入。",
        "The context with one entry added or changed; a list of names goes inwards.",
        "context",
        ('context put({a: 1}, "b", 2)', "{a: 1, b: 2}"),
        ('context put({a: {b: 1}}, ["a", "b"], 5)', "{a: {b: 5}}"),
    ),
    "context merge": row(
        "把几个上下文合成一个，后面的覆盖前面的。",
        "Several contexts as one; later entries replace earlier ones.",
        "context",
        ("context merge([{a: 1, b: 2}, {b: 3}])", "{a: 1, b: 3}"),
    ),
}
