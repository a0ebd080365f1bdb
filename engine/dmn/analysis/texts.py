"""What the analysis of decision tables can say: `code -> Rule`, in Chinese and English."""

from __future__ import annotations

from engine.definition.findings import Rule

ANALYSIS_RULES: dict[str, Rule] = {
    "DMN_GAP": Rule(
        severity="warning",
        en="No row matches, for example: {example}.",
        zh="没有匹配的行，例如：{example_zh}。",
        fix_en="Add a row for this case, or a default output.",
        fix_zh="请为该情况增加一行，或设置默认输出。",
    ),
    "DMN_OVERLAP": Rule(
        severity="warning",
        en="Rows {first} and {second} match at once, for example: {example}; the hit policy is {policy}.",
        zh="第 {first} 行与第 {second} 行会同时匹配，例如：{example_zh}；命中策略为 {policy}。",
        fix_en="Narrow one of the rows or choose another hit policy.",
        fix_zh="请缩小其中一行的范围，或更换命中策略。",
    ),
    "DMN_ANY_DIFFERS": Rule(
        severity="warning",
        en="Rows {first} and {second} match at once with different results, for example: {example}; with the hit "
        "policy ANY nothing is decided then.",
        zh="第 {first} 行与第 {second} 行会同时匹配，但结果不同，例如：{example_zh}；命中策略为 ANY 时将没有结果。",
        fix_en="Narrow one of the rows or give both the same result.",
        fix_zh="请缩小其中一行的范围，或使两行结果相同。",
    ),
    "DMN_UNREACHABLE_ROW": Rule(
        severity="warning",
        en="Row {row} never decides: {by} above matches whenever it does.",
        zh="第 {row} 行永远不会生效：它匹配时，上面的{by_zh}总会先匹配。",
        fix_en="Move the row up or remove it.",
        fix_zh="请将该行上移或删除。",
    ),
    "DMN_OUTRANKED_ROW": Rule(
        severity="warning",
        en="Row {row} never decides: {by} with a more important result matches whenever it does.",
        zh="第 {row} 行永远不会生效：它匹配时，结果优先级更高的{by_zh}总会同时匹配。",
        fix_en="Remove the row or change the order of the output values.",
        fix_zh="请删除该行，或调整输出值的顺序。",
    ),
    "DMN_DUPLICATE_ROW": Rule(
        severity="warning",
        en="Row {second} repeats row {first}.",
        zh="第 {second} 行与第 {first} 行重复。",
        fix_en="Remove one of them.",
        fix_zh="请删除其中一行。",
    ),
    "DMN_EMPTY_ROW": Rule(
        severity="warning",
        en="Row {row} can never match: “{text}” allows no value of “{name}”.",
        zh="第 {row} 行永远不会匹配：“{text}”不包含“{name}”的任何取值。",
        fix_en="Correct the cell.",
        fix_zh="请改正该单元格。",
    ),
    "DMN_DOUBTFUL_CELL": Rule(
        severity="warning",
        en="Row {row}: “{text}” is hardly what was meant. {reason}",
        zh="第 {row} 行：“{text}”可能不是想要的意思。{reason_zh}",
        fix_en="Write {correction}",
        fix_zh="应写作：{correction}",
    ),
    "DMN_NO_ROWS": Rule(
        severity="warning",
        en="The table has no rows.",
        zh="决策表没有任何行。",
        fix_en="Add rows.",
        fix_zh="请添加行。",
    ),
    "DMN_MIXED_KINDS": Rule(
        severity="info",
        en="“{name}” is compared with values of different kinds ({kinds}): these cells cannot be checked "
        "for gaps and overlaps.",
        zh="“{name}”与不同类型的值比较（{kinds_zh}），无法检查这些单元格的空缺与重叠。",
        fix_en="Compare with values of one kind.",
        fix_zh="请只与同一类型的值比较。",
    ),
    "DMN_OTHER_KIND": Rule(
        severity="warning",
        en="“{name}” is declared as {declared}, but its cells compare with {kinds}.",
        zh="“{name}”声明为{declared_zh}，单元格却与{kinds_zh}比较。",
        fix_en="Correct the type or the cells: values of different kinds are never equal.",
        fix_zh="请改正类型或单元格：不同类型的值永远不相等。",
    ),
    "DMN_UNSURE_ROWS": Rule(
        severity="info",
        en="Rows whose limits are not fixed (they depend on other values, on the day, on what a list holds): {rows}. "
        "They count as matching in the search for gaps and are not compared with others.",
        zh="以下行的范围不固定（取决于其他值、当天日期或列表内容）：{rows}。查找空缺时视为匹配，也不与其他行比较。",
    ),
    "DMN_INCOMPLETE": Rule(
        severity="info",
        en="The table is too intricate to be looked through completely: gaps or unreachable rows may be missing "
        "here.",
        zh="决策表过于复杂，未能全部检查：可能还有未列出的空缺或不会生效的行。",
        fix_en="Split the table.",
        fix_zh="请拆分决策表。",
    ),
    "DMN_MORE": Rule(
        severity="info",
        en="There are more findings of this kind ({code}); the first {count} are shown.",
        zh="此类问题（{code}）还有更多，仅列出前 {count} 个。",
        fix_en="Correct these first and check again.",
        fix_zh="请先改正这些，再重新检查。",
    ),
    "DMN_OUTPUT_VALUE": Rule(
        severity="warning",
        en="“{text}” is not one of the values that “{name}” may have.",
        zh="“{text}”不在“{name}”的可选值之中。",
        fix_en="Use one of: {values}.",
        fix_zh="请使用以下值之一：{values}。",
    ),
    "DMN_SUM_OF_OTHERS": Rule(
        severity="error",
        en="“{text}” is not a number: the rows cannot be added up.",
        zh="“{text}”不是数字，无法求和。",
        fix_en="Write a number, or collect without SUM.",
        fix_zh="请填写数字，或不使用 SUM 聚合。",
    ),
}

KIND_WORDS: dict[str, str] = {
    "number": "数字",
    "string": "文本",
    "boolean": "是/否",
    "date": "日期",
    "time": "时间",
    "date and time": "日期时间",
    "date and time with zone": "带时区的日期时间",
    "days and time duration": "天时长",
    "years and months duration": "年月时长",
}
