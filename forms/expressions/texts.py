"""What the help says in both languages: `code -> (Chinese, English)`, patterns of `str.format`."""

from __future__ import annotations

from typing import Final

from engine.feel.texts import KINDS

Pair = tuple[str, str]

TEXTS: Final[dict[str, Pair]] = {
    "after": ("{amount}后", "in {amount}"),
    "at": ("在 {moment}", "at {moment}"),
    "at past": ("在 {moment}（已过去，立即到期）", "at {moment}, which is past: due at once"),
    "times": ("共 {count} 次，每 {every}一次", "{count} times, every {every}"),
    "endless": ("每 {every}一次，不断重复", "again and again, every {every}"),
    "cron": ("按日程重复，即 cron", "again and again, by a cron timetable"),
    "next": ("（下次：{moment}）", " (next: {moment})"),
    "bad moment": (
        "这不是日期、时长或周期。例如 PT8H、2027-01-31T09:00:00+08:00、R3/PT10M。",
        "This is no date, duration or cycle. For example PT8H, 2027-01-31T09:00:00+08:00, R3/PT10M.",
    ),
    "plain": ("固定文字“{text}”", "the fixed text “{text}”"),
    "juel": (
        "Camunda / Flowable 的写法（JUEL），按原义执行。新写的表达式请用 FEEL，不带 ${{…}}。",
        "Written as for Camunda or Flowable (JUEL); it runs as it was meant. Write new ones in FEEL, without ${{…}}.",
    ),
    "bad juel": (
        "这个 JUEL 表达式中的“{part}”没有对应的写法，无法执行。请改用 FEEL。",
        "“{part}” in this JUEL expression has no counterpart and cannot be run. Write it in FEEL.",
    ),
    "comments": (
        "排版会丢失注释，因此没有改动。",
        "The comments would be lost, so nothing was changed.",
    ),
    "not feel": ("只有 FEEL 表达式可以排版。", "Only FEEL expressions can be formatted."),
    "empty": ("请先写一个表达式。", "Write an expression first."),
    "bad number": ("请填写数字，例如 1200.50 或 10%。", "Enter a number, such as 1200.50 or 10%."),
    "bad date": ("请填写日期，例如 2026-03-02。", "Enter a date, such as 2026-03-02."),
    "bad time": ("请填写时间，例如 09:30。", "Enter a time, such as 09:30."),
    "bad date and time": (
        "请填写日期和时间，例如 2026-03-02T09:30。",
        "Enter a date and time, such as 2026-03-02T09:30.",
    ),
    "bad duration": (
        "请填写时长，例如 P3D、PT8H 或 P1Y6M。",
        "Enter a duration, such as P3D, PT8H or P1Y6M.",
    ),
    "bad boolean": ("请选择是或否。", "Choose yes or no."),
    "bad list": ('请填写列表，例如 [1, 2] 或 ["A", "B"]。', 'Enter a list, such as [1, 2] or ["A", "B"].'),
    "bad context": ('请填写上下文，例如 {{level: "A"}}。', 'Enter a context, such as {{level: "A"}}.'),
    "value too long": ("取值太长，最多 {limit} 个字。", "The value is too long: at most {limit} characters."),
    "not written": (
        "流程图中没有写入“{name}”，须在启动时给出。",
        "Nothing in the diagram writes “{name}”: it must be given at the start.",
    ),
    "not condition": (
        "条件的结果应为真或假，实际是{kind}。",
        "A condition comes to true or false, this is {kind}.",
    ),
}


def pair(code: str, **facts: object) -> Pair:
    """The text in both languages; a fact that is a pair itself is put in language by language."""
    zh = {key: value[0] if isinstance(value, tuple) else value for key, value in facts.items()}
    en = {key: value[1] if isinstance(value, tuple) else value for key, value in facts.items()}
    return TEXTS[code][0].format(**zh), TEXTS[code][1].format(**en)


def kind_words(kind: str) -> Pair:
    """A kind of value in words."""
    words = KINDS.get(kind, KINDS["unknown"])
    return words["zh"], words["en"]
