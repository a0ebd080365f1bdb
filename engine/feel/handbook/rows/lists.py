"""Functions on lists that count, find, or make another list."""

from __future__ import annotations

from engine.feel.handbook.rows.row import Rows, row

ROWS: Rows = {
    "list contains": row(
        "列表中是否有某个值。",
        "Is a value in a list?",
        "boolean",
        ('list contains(["A", "B"], customer.level)', "true"),
        ("list contains([1, null], null)", "true"),
    ),
    "count": row(
        "列表有多少个元素。",
        "How many elements a list has.",
        "number",
        ("count(lines)", "3"),
        ("count(lines[discount > 0.1])", "1"),
        ("count([])", "0"),
    ),
    "all": row(
        "是否全部为真；空列表为真。",
        "Are all of them true? An empty list gives true.",
        "boolean",
        ("all([true, amount > 1000])", "true"),
        ("all(true, false)", "false"),
        ("all([true, null])", "null"),
    ),
    "any": row(
        "是否至少有一个为真；空列表为假。",
        "Is at least one of them true? An empty list gives false.",
        "boolean",
        ("any([false, amount > 1000])", "true"),
        ("any(false, false)", "false"),
    ),
    "sublist": row(
        "从某个位置起取若干个元素。",
        "Some elements of a list from a position on.",
        "first",
        ('sublist(["a", "b", "c", "d"], 2, 2)', '["b", "c"]'),
        ('sublist(["a", "b", "c"], -2)', '["b", "c"]'),
    ),
    "append": row(
        "在列表末尾加上元素。",
        "The list with further elements at its end.",
        "list",
        ('append(["A", "B"], "C")', '["A", "B", "C"]'),
        ("append([1], 2, 3)", "[1, 2, 3]"),
    ),
    "concatenate": row(
        "把几个列表接成一个。",
        "One list after the other, as one.",
        "list",
        ('concatenate(["A"], ["B", "A"])', '["A", "B", "A"]'),
    ),
    "insert before": row(
        "在某个位置之前插入元素。",
        "The list with an element put in before a position.",
        "list",
        ('insert before(["A", "C"], 2, "B")', '["A", "B", "C"]'),
    ),
    "remove": row(
        "去掉某个位置的元素。",
        "The list without the element at a position.",
        "first",
        ('remove(["A", "B", "C"], 2)', '["A", "C"]'),
    ),
    "reverse": row(
        "把列表倒过来。",
        "The list from its end to its beginning.",
        "first",
        ("reverse([1, 2, 3])", "[3, 2, 1]"),
    ),
    "index of": row(
        "某个值在列表中的各个位置。",
        "The positions at which a value stands in a list.",
        "list<number>",
        ('index of(["A", "B", "A"], "A")', "[1, 3]"),
        ('index of(["A"], "C")', "[]"),
    ),
    "union": row(
        "合并几个列表，去掉重复。",
        "All elements of several lists, each once.",
        "list",
        ('union(["A", "B"], ["B", "C"])', '["A", "B", "C"]'),
    ),
    "distinct values": row(
        "去掉列表中的重复。",
        "The elements of a list, each once.",
        "first",
        ("distinct values([1, 2, 1])", "[1, 2]"),
        ("count(distinct values(lines.product)) = count(lines)", "true"),
    ),
    "flatten": row(
        "把列表中的列表展开成一层。",
        "The elements of lists within the list, in one list.",
        "list",
        ("flatten([1, [2, [3]]])", "[1, 2, 3]"),
    ),
    "sort": row(
        "排序；第二个参数说明哪个在前，省略时从小到大。",
        "Sorts; the second argument tells which of two comes first, without it the smaller one does.",
        "first",
        ("sort([3, 1, 2])", "[1, 2, 3]"),
        ("sort([3, 1, 2], function(x, y) x > y)", "[3, 2, 1]"),
        ("sort(lines, function(x, y) x.price > y.price)[1].product", '"水泵"'),
    ),
    "list replace": row(
        "替换某个位置的元素，或替换函数选中的元素。",
        "Replaces the element at a position, or those that a function picks.",
        "list",
        ("list replace([1, 2, 3], 2, 20)", "[1, 20, 3]"),
        ("list replace([1, 2, 30], function(item, newItem) item > newItem, 10)", "[1, 2, 10]"),
    ),
}
