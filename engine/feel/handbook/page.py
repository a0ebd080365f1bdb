"""The reference page: `python -m engine.feel.handbook.page > docs/reference/feel.md`."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from engine.feel.cursor import MAX_NESTING, MAX_TEXT
from engine.feel.expression import evaluate
from engine.feel.handbook.entries import CONSTRUCTS, FUNCTIONS, Entry, entries
from engine.feel.handbook.facts import FACTS_TEXT, NOW
from engine.feel.handbook.mistakes import KNOWN, MISTAKES
from engine.feel.handbook.topics import TOPICS, TYPES, Topic
from engine.feel.handbook.written import written
from engine.feel.parser import MAX_CHAIN
from engine.feel.review import review
from engine.feel.run import MAX_CALL_DEPTH, MAX_LENGTH, MAX_STEPS
from engine.feel.texts import KINDS

_HEAD = f"""# FEEL 表达式语言

The language of conditions, mappings, deadlines and decision tables. Made from `engine/feel/handbook` by
`python -m engine.feel.handbook.page`; a test evaluates every example on this page.
条件、映射、期限与决策表都用这种语言书写；本页由代码生成，每个例子都经过测试。

The examples read these facts, on {NOW:%A}, {NOW:%Y-%m-%d} at {NOW:%H:%M}+08:00. 例子使用以下数据：

```
{FACTS_TEXT}
```
"""
_LIMITS = f"""## Limits 上限

| what | at most | 上限 |
|---|---|---|
| length of an expression | {MAX_TEXT:,} characters | 表达式长度 |
| nesting of an expression | {MAX_NESTING} levels | 嵌套层数 |
| links of a chain such as `a + b + …` | {MAX_CHAIN} | 连续运算 |
| work of one evaluation | {MAX_STEPS:,} steps | 一次求值的步数 |
| length of a text or list | {MAX_LENGTH:,} | 文本或列表的长度 |
| calls of functions within one another | {MAX_CALL_DEPTH} | 函数嵌套调用 |

Beyond a limit the evaluation stops with an error. 超过上限即停止并报错。
"""


def page() -> str:
    """The whole page as Markdown."""
    chinese = {(each.group, each.name): each.sentence for each in entries("zh")}
    english = entries("en")
    parts = [_HEAD]
    parts.extend(_topic(topic) for topic in TOPICS[:1])
    parts.append("\n".join(_types()))
    for group, (zh, en, _) in {**CONSTRUCTS, **FUNCTIONS}.items():
        rows = [each for each in english if each.group == group]
        parts.append("\n".join(_table(f"{en} {zh}", rows, chinese)))
    parts.append("\n".join(_logic()))
    parts.extend(_topic(topic) for topic in TOPICS[1:])
    parts.append("\n".join(_mistakes()))
    parts.append(_LIMITS)
    return "\n".join(parts)


def _types() -> Iterator[str]:
    yield "## Kinds of values 类型\n\n| kind | 名称 | written | what it is |\n|---|---|---|---|"
    for kind, (text, zh, en) in TYPES.items():
        yield f"| {kind} | {KINDS[kind]['zh']} | {_code(text)} | {en}<br>{zh} |"
    yield ""


def _table(title: str, rows: list[Entry], chinese: dict[tuple[str, str], str]) -> Iterator[str]:
    heading = "call" if rows[0].is_function else "written"
    yield f"## {title}\n\n| {heading} | what it does | examples |\n|---|---|---|"
    for each in rows:
        name = "<br>".join(_code(call.text) for call in each.calls) or _code(each.name)
        shown = "<br>".join(f"{_code(one.text)} → {_code(one.result)}" for one in each.examples)
        yield f"| {name} | {each.sentence}<br>{chinese[each.group, each.name]} | {shown} |"
    if rows[0].group == "cell":
        yield "\nThe examples are cells whose input is 12. 例子中的输入值为 12。"
    yield ""


def _logic() -> Iterator[str]:
    yield "## Three-valued logic 三值逻辑\n\n| a | b | a and b | a or b | not(a) |\n|---|---|---|---|---|"
    for a in ("true", "false", "null"):
        for b in ("true", "false", "null"):
            values = (evaluate(text, {}) for text in (f"{a} and {b}", f"{a} or {b}", f"not({a})"))
            yield f"| {a} | {b} | " + " | ".join(written(value) for value in values) + " |"
    yield ""


def _mistakes() -> Iterator[str]:
    yield "## Typical mistakes 常见错误\n\n| written | why | write |\n|---|---|---|"
    for text in MISTAKES:
        found = review(text, KNOWN)[0]
        write = _code(found.correction) if found.correction is not None else ""
        yield f"| {_code(text)} | {found.reason('en')}<br>{found.reason('zh')} | {write} |"
    yield ""


def _topic(topic: Topic) -> str:
    rows = "\n".join(f"| {_code(text)} | {_code(result)} |" for text, result in topic.examples)
    return f"## {topic.title}\n\n{topic.en}\n\n{topic.zh}\n\n| expression | value |\n|---|---|\n{rows}\n"


def _code(text: str) -> str:
    """As code in a cell of a table, where a bar would end the cell."""
    return f"`{text.replace('|', chr(92) + '|')}`"


if __name__ == "__main__":
    sys.stdout.write(page())
