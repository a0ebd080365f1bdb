"""What is said about a mistake: `code -> {"en": sentence, "zh": sentence}`."""

from __future__ import annotations

ADVICE: dict[str, dict[str, str]] = {
    "equal": {"en": "Equality is one sign, =.", "zh": "相等只用一个等号 =。"},
    "not_equal": {"en": "“Not equal” is written !=.", "zh": "不等于写作 !=。"},
    "at_least": {"en": "“At least” is written >=.", "zh": "大于等于写作 >=。"},
    "at_most": {"en": "“At most” is written <=.", "zh": "小于等于写作 <=。"},
    "assignment": {"en": "An expression sets nothing; = compares.", "zh": "表达式不能赋值，= 用于比较。"},
    "no_assignment": {
        "en": "An expression sets nothing; write the sum itself.",
        "zh": "表达式不能赋值，直接写出算式。",
    },
    "arrow": {"en": "A value within another is read with a dot.", "zh": "取对象中的值用英文句点。"},
    "and_sign": {"en": "“And” is the word and.", "zh": "“并且”写作 and。"},
    "or_sign": {"en": "“Or” is the word or.", "zh": "“或者”写作 or。"},
    "comment": {"en": "A comment begins with //.", "zh": "注释以 // 开头。"},
    "power": {"en": "A power is written **.", "zh": "乘方写作 **。"},
    "currency": {"en": "Amounts are written without a currency.", "zh": "金额不写货币符号。"},
    "full_width": {
        "en": "This sign must be the half-width one.",
        "zh": "这是全角符号，须用半角（英文）符号。",
    },
    "end_sign": {"en": "An expression has no sign at its end.", "zh": "表达式末尾不加标点。"},
    "semicolon": {"en": "Values are separated by commas.", "zh": "各个值之间用逗号分开。"},
    "quotation_marks": {
        "en": 'Text stands in straight double quotation marks, "…".',
        "zh": '文本要用英文双引号 "…"。',
    },
    "unclosed_text": {"en": "The quotation mark is not closed.", "zh": "引号没有成对。"},
    "unclosed_comment": {"en": "The comment is not closed.", "zh": "注释没有结束。"},
    "possessive": {"en": "A value within another is read with a dot.", "zh": "取对象中的值用英文句点。"},
    "negation_sign": {"en": "“Not” is the function not(…).", "zh": "“非”写作 not(…)。"},
    "negation": {"en": "not needs parentheses.", "zh": "取反要加括号：not(…)。"},
    "template": {"en": "Names stand without $ and braces.", "zh": "名称直接写，不加 $ 和花括号。"},
    "date_text": {"en": 'A date is written @"year-month-day".', "zh": '日期写作 @"年-月-日"。'},
    "date_quotes": {"en": "After @ the date stands in quotation marks.", "zh": "@ 之后的日期要加引号。"},
    "percent": {"en": "A percentage is written as a decimal.", "zh": "百分比要写成小数。"},
    "remainder": {"en": "The remainder is the function modulo(…, …).", "zh": "取余数用函数 modulo(…, …)。"},
    "grouping": {"en": "Numbers have no thousands separators.", "zh": "数字不加千位分隔符。"},
    "multiplier": {"en": "Numbers are written out.", "zh": "数字要写全，不能用万、亿等。"},
    "duration_unit": {
        "en": 'A duration is written @"P30D" (days), @"P1M" (months), @"PT8H" (hours).',
        "zh": '时长写作 @"P30D"（天）、@"P1M"（月）、@"PT8H"（小时）。',
    },
    "unit": {"en": "Numbers are written without a unit.", "zh": "数字后不写单位。"},
    "small_letters": {"en": "Words of FEEL are in small letters.", "zh": "FEEL 的关键词要用小写。"},
    "keyword": {"en": "FEEL has its own word for this: {new}.", "zh": "这里要用 FEEL 的词：{new}。"},
    "glued": {"en": "FEEL's signs stand between the name and the value.", "zh": "名称与值之间要用运算符号。"},
    "phrase": {"en": "This is written {new}.", "zh": "这里写作 {new}。"},
    "not_in": {"en": "“Not among” is written in (not(…)).", "zh": "“不属于”写作 in (not(…))。"},
    "affix": {
        "en": "This is a function, with both values in parentheses.",
        "zh": "这要用函数，两个值都写在括号里。",
    },
    "doubled": {"en": "The operator stands twice.", "zh": "运算符重复了。"},
    "subject": {"en": "Each comparison names what it compares.", "zh": "每个比较都要写出被比较的值。"},
    "unfinished": {"en": "Something must follow here.", "zh": "后面缺少内容。"},
    "trailing": {"en": "Nothing follows here.", "zh": "后面没有内容。"},
    "leading": {"en": "An expression begins with its first value.", "zh": "表达式直接从第一个值写起。"},
    "surplus": {"en": "This bracket closes nothing.", "zh": "多了一个右括号。"},
    "unclosed": {"en": "A bracket is not closed.", "zh": "括号没有成对。"},
    "range_dots": {"en": "The ends of a range are joined by two dots.", "zh": "区间的两端用两个点连接。"},
    "missing_comma": {"en": "A comma is missing.", "zh": "缺少逗号。"},
    "missing_else": {"en": "if needs then and else.", "zh": "if 要有 then 和 else。"},
    "comma_else": {"en": "No comma before else.", "zh": "else 之前不加逗号。"},
    "missing_then": {"en": "if needs then and else.", "zh": "if 要有 then 和 else。"},
    "between": {"en": "This is written between … and ….", "zh": "区间写作 between … and …。"},
    "range": {
        "en": "A range stands in brackets: square ones include the end, round ones leave it out.",
        "zh": "区间写在括号里：方括号含端点，圆括号不含。",
    },
    "in_brackets": {"en": "Several values stand in parentheses.", "zh": "多个值要放在括号里。"},
    "ternary": {"en": "This is written if … then … else ….", "zh": "这里写作 if … then … else …。"},
    "bare_call": {"en": "A function has its values in parentheses.", "zh": "函数的值要放在括号里。"},
    "filter": {"en": "A filter stands in square brackets.", "zh": "筛选条件要放在方括号里。"},
}

#: The same for what a check finds in a text that is FEEL.
FINDINGS: dict[str, dict[str, str]] = {
    "null_comparison": {
        "en": "Nothing is smaller or larger than null; compare with = or !=.",
        "zh": "空值不能比较大小，只能用 = 或 !=。",
    },
    "chained": {"en": "Two comparisons are joined with and.", "zh": "两个比较要用 and 连接。"},
    "date_sum": {
        "en": 'Without @"…" this is a subtraction or division of numbers, not a date.',
        "zh": '没有 @"…"，这是数字的减法或除法，不是日期。',
    },
    "uncalled": {"en": "{name} is a function and needs parentheses.", "zh": "{name} 是函数，要加括号。"},
    "date_and_moment": {
        "en": "A date cannot be compared with a date and time.",
        "zh": "日期不能与日期时间比较。",
    },
    "share": {
        "en": "This is a share: {value}% is written as a decimal.",
        "zh": "这是比例：{value}% 要写成小数。",
    },
    "grouping": ADVICE["grouping"],
    "text_for_number": {"en": "A number stands without quotation marks.", "zh": "数字不加引号。"},
    "text_for_boolean": {
        "en": "true and false stand without quotation marks.",
        "zh": "真假值写作 true 或 false，不加引号。",
    },
    "text_for_date": {
        "en": 'A text is not a date; a date is written @"…".',
        "zh": '文本不是日期，日期写作 @"…"。',
    },
    "text_for_duration": {
        "en": 'A text is not a duration; a duration is written @"…".',
        "zh": '文本不是时长，时长写作 @"…"。',
    },
    "number_for_duration": {
        "en": 'A number is not a duration; 30 days are @"P30D".',
        "zh": '数字不是时长，30 天写作 @"P30D"。',
    },
    "number_for_text": {"en": "This is a text and stands in quotation marks.", "zh": "这是文本，要加引号。"},
    "number_for_boolean": {"en": "This is true or false, not a number.", "zh": "这是真假值，不是数字。"},
    "text_and_value": {
        "en": "Text is joined with text; string(…) makes one of a value.",
        "zh": "文本只能与文本连接，先用 string(…) 转换。",
    },
    "list_operand": {
        "en": "This is a list; ask for one of its elements.",
        "zh": "这是列表，要问其中的元素。",
    },
    "text_without_quotes": {"en": "Text stands in quotation marks.", "zh": "文本要加引号。"},
    "value_not_allowed": {
        "en": "'{value}' is none of the values there are: {allowed}.",
        "zh": "“{value}”不在可选值之中：{allowed}。",
    },
    "alternative": {
        "en": "Each alternative needs a comparison of its own.",
        "zh": "每个可选项都要写完整的比较。",
    },
    "contradiction": {
        "en": "These conditions on '{name}' exclude one another: this is never true.",
        "zh": "对“{name}”的这些条件互相矛盾，永远不会成立。",
    },
    "foreign_constant": {
        "en": "FEEL has true, false and null, in small letters.",
        "zh": "FEEL 用小写的 true、false、null。",
    },
    "label_for_name": {
        "en": "This is what the field is called, not its name.",
        "zh": "这是显示名称，请用字段名。",
    },
    "glued": ADVICE["glued"],
    "foreign_function": {
        "en": "There is no function named '{name}' in FEEL.",
        "zh": "FEEL 没有函数“{name}”。",
    },
    "method": {
        "en": "Values have no methods such as .{name}().",
        "zh": "值没有 .{name}() 这样的方法。",
    },
    "unknown_member_near": {"en": "There is no member named '{name}'.", "zh": "没有名为“{name}”的成员。"},
    "argument_order": {
        "en": "{function}(): these arguments do not fit in this order.",
        "zh": "函数 {function}() 的参数写法或顺序不对。",
    },
    "index_zero": {"en": "Positions in a list count from 1.", "zh": "列表位置从 1 数起。"},
    "cell_subject": {
        "en": "A cell does not name its input.",
        "zh": "单元格里不写输入字段的名称。",
    },
    "cell_alternatives": {"en": "Several values are separated by commas.", "zh": "多个值用逗号分开。"},
    "cell_range": ADVICE["range"],
}
