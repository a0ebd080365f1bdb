"""What can be wrong with decisions: `code -> Rule`, in Chinese and English."""

from __future__ import annotations

from engine.definition.findings import Rule

DMN_RULES: dict[str, Rule] = {
    "DMN_NOT_DMN": Rule(
        severity="error",
        en="The root element is {root}; this is not a DMN file.",
        zh="根元素是 {root}，这不是 DMN 文件。",
        fix_en="Choose a file exported as DMN 1.1 to 1.5.",
        fix_zh="请选择以 DMN 1.1 至 1.5 导出的文件。",
    ),
    "DMN_EXPRESSION_LANGUAGE": Rule(
        severity="error",
        en="The expression is written in {language}; only FEEL is run.",
        zh="表达式使用的语言是 {language}，系统只执行 FEEL。",
        fix_en="Rewrite it in FEEL and remove the expression language.",
        fix_zh="请改写为 FEEL，并去掉表达式语言属性。",
    ),
    "DMN_SYNTAX": Rule(
        severity="error",
        en="'{text}' is not FEEL. {reason}",
        zh="“{text}”不是 FEEL 表达式。{reason_zh}",
        fix_en="Correct the expression at the place named.",
        fix_zh="请在所指位置改正表达式。",
    ),
    "DMN_UNKNOWN_TYPE": Rule(
        severity="error",
        en="There is no type named '{type}'.",
        zh="没有名为“{type}”的类型。",
        fix_en="Define the type or use one of FEEL's own.",
        fix_zh="请定义该类型，或使用 FEEL 自带的类型。",
    ),
    "DMN_UNRESOLVED_REFERENCE": Rule(
        severity="error",
        en="The reference '{href}' points to nothing.",
        zh="引用“{href}”没有对应的元素。",
        fix_en="Correct the reference or add the model it points to.",
        fix_zh="请改正引用，或补上所引用的模型。",
    ),
    "DMN_IMPORT_MISSING": Rule(
        severity="error",
        en="The imported model '{namespace}' was not given.",
        zh="缺少被导入的模型“{namespace}”。",
        fix_en="Upload the imported file together with this one.",
        fix_zh="请将被导入的文件一起上传。",
    ),
    "DMN_CYCLE": Rule(
        severity="error",
        en="The decision requires itself: {path}.",
        zh="决策依赖自身：{path}。",
        fix_en="Remove one of the requirements.",
        fix_zh="请删除其中一条依赖。",
    ),
    "DMN_NOT_REQUIRED": Rule(
        severity="warning",
        en="'{name}' uses '{missing}' without requiring it: it finds null there.",
        zh="“{name}”使用了“{missing}”，但没有声明依赖，取到的将是空值。",
        fix_en="Draw the requirement from '{missing}' to '{name}'.",
        fix_zh="请从“{missing}”到“{name}”画出依赖。",
    ),
    "DMN_NO_LOGIC": Rule(
        severity="warning",
        en="'{name}' has no logic: its value is always null.",
        zh="“{name}”没有逻辑，结果始终为空。",
        fix_en="Add a decision table or an expression.",
        fix_zh="请添加决策表或表达式。",
    ),
    "DMN_UNSUPPORTED": Rule(
        severity="error",
        en="The element {element} is not supported here.",
        zh="此处不支持元素 {element}。",
        fix_en="Use one of the boxed expressions of DMN 1.5.",
        fix_zh="请使用 DMN 1.5 的方框表达式。",
    ),
    "DMN_EXTERNAL_FUNCTION": Rule(
        severity="error",
        en="External functions ({kind}) are never run.",
        zh="不执行外部函数（{kind}）。",
        fix_en="Write the function in FEEL.",
        fix_zh="请用 FEEL 编写该函数。",
    ),
    "DMN_HIT_POLICY": Rule(
        severity="error",
        en="'{policy}' is not a hit policy.",
        zh="“{policy}”不是命中策略。",
        fix_en="Use UNIQUE, FIRST, PRIORITY, ANY, COLLECT, RULE ORDER or OUTPUT ORDER.",
        fix_zh="请使用 UNIQUE、FIRST、PRIORITY、ANY、COLLECT、RULE ORDER 或 OUTPUT ORDER。",
    ),
    "DMN_AGGREGATION": Rule(
        severity="error",
        en="'{aggregation}' is not an aggregation of COLLECT.",
        zh="“{aggregation}”不是 COLLECT 的聚合方式。",
        fix_en="Use SUM, MIN, MAX or COUNT, or none.",
        fix_zh="请使用 SUM、MIN、MAX 或 COUNT，或不填。",
    ),
    "DMN_PRIORITY_VALUES": Rule(
        severity="error",
        en="The hit policy {policy} needs the output values in order of priority.",
        zh="命中策略 {policy} 需要按优先级列出输出值。",
        fix_en="List the output values, the most important first.",
        fix_zh="请列出输出值，最重要的在前。",
    ),
    "DMN_ROW_WIDTH": Rule(
        severity="error",
        en="The row has {found} cells; the table has {expected} columns.",
        zh="该行有 {found} 个单元格，而表有 {expected} 列。",
        fix_en="Fill in or remove cells.",
        fix_zh="请补齐或删除单元格。",
    ),
    "DMN_DUPLICATE_ID": Rule(
        severity="error",
        en="The id '{id}' is used twice.",
        zh="标识“{id}”重复。",
        fix_en="Give each element an id of its own.",
        fix_zh="请为每个元素使用不同的标识。",
    ),
}
