"""What can be wrong with the XML itself."""

from __future__ import annotations

from engine.definition.findings import Rule

XML_ENCODING = Rule(
    severity="error",
    en="The file is not text in the encoding {encoding}.",
    zh="文件内容不是 {encoding} 编码的文本。",
    fix_en="Save the file as UTF-8.",
    fix_zh="请将文件另存为 UTF-8 编码。",
)

XML_RULES: dict[str, Rule] = {
    "XML_ENCODING": XML_ENCODING,
    "XML_TOO_LARGE": Rule(
        severity="error",
        en="The file has {bytes} bytes; at most {limit} are accepted.",
        zh="文件大小为 {bytes} 字节，最多允许 {limit} 字节。",
        fix_en="Split the diagram into several processes joined by call activities.",
        fix_zh="请将流程图拆分为多个流程，用调用活动连接。",
    ),
    "XML_TOO_MANY_ELEMENTS": Rule(
        severity="error",
        en="The file has more than {limit} elements.",
        zh="文件中的元素超过 {limit} 个。",
        fix_en="Split the diagram into several processes joined by call activities.",
        fix_zh="请将流程图拆分为多个流程，用调用活动连接。",
    ),
    "XML_TOO_MANY_ATTRIBUTES": Rule(
        severity="error",
        en="An element has more than {limit} attributes.",
        zh="有一个元素的属性超过 {limit} 个。",
        fix_en="Remove what no tool needs.",
        fix_zh="请删除不需要的属性。",
    ),
    "XML_TOO_DEEP": Rule(
        severity="error",
        en="Elements are nested deeper than {limit} levels.",
        zh="元素嵌套超过 {limit} 层。",
        fix_en="Flatten the nested sub-processes.",
        fix_zh="请减少子流程的嵌套层次。",
    ),
    "XML_DOCTYPE_FORBIDDEN": Rule(
        severity="error",
        en="The file has a DOCTYPE; document types and entities are not accepted.",
        zh="文件包含 DOCTYPE 声明；不接受文档类型和实体。",
        fix_en="Remove the DOCTYPE line and write entities out.",
        fix_zh="请删除 DOCTYPE 行，并将实体写成实际内容。",
    ),
    "XML_MALFORMED": Rule(
        severity="error",
        en="This is not well-formed XML: {reason}.",
        zh="不是格式正确的 XML：{reason}。",
        fix_en="Correct the place or export the file again.",
        fix_zh="请改正该处，或重新导出文件。",
    ),
    "XML_EMPTY": Rule(
        severity="error",
        en="The file is empty.",
        zh="文件为空。",
        fix_en="Choose the file that holds the diagram.",
        fix_zh="请选择包含流程图的文件。",
    ),
    "XML_NOT_BPMN": Rule(
        severity="error",
        en="This is not a BPMN 2.0 file: its root is <{root}> of “{namespace}”.",
        zh="这不是 BPMN 2.0 文件：根元素是“{namespace}”的 <{root}>。",
        fix_en="Upload a file whose root is <definitions> of BPMN 2.0.",
        fix_zh="请上传根元素为 BPMN 2.0 <definitions> 的文件。",
    ),
}
