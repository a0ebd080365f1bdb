"""What can be wrong with a package: `code -> Rule`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from engine.definition.findings import Finding, Rule

RULES: Final[Mapping[str, Rule]] = {
    "PKG_CORRUPT": Rule(
        severity="error",
        en="The package is not a readable zip file: {reason}.",
        zh="流程包不是可读取的 zip 文件：{reason}。",
        fix_en="Make the zip again and upload it once more.",
        fix_zh="请重新压缩后再上传。",
    ),
    "PKG_ENCRYPTED": Rule(
        severity="error",
        en="“{path}” in the package is encrypted.",
        zh="流程包中的“{path}”已加密。",
        fix_en="Make the zip without a password.",
        fix_zh="请不要设置密码。",
    ),
    "PKG_PATH": Rule(
        severity="error",
        en="“{path}” leads out of the package or is no plain path.",
        zh="“{path}”指向流程包之外，或不是普通路径。",
        fix_en="Use relative paths with “/”, without “..”.",
        fix_zh="请使用以“/”分隔的相对路径，不要包含“..”。",
    ),
    "PKG_SYMLINK": Rule(
        severity="error",
        en="“{path}” is a link, not a file.",
        zh="“{path}”是链接，不是文件。",
        fix_en="Put the file itself into the package.",
        fix_zh="请放入文件本身。",
    ),
    "PKG_TOO_MANY": Rule(
        severity="error",
        en="The package has {count} entries; at most {limit} are accepted.",
        zh="流程包有 {count} 个条目，最多允许 {limit} 个。",
        fix_en="Split the package.",
        fix_zh="请拆分流程包。",
    ),
    "PKG_TOO_LARGE": Rule(
        severity="error",
        en="The package unpacks to {bytes} bytes; at most {limit} are accepted.",
        zh="流程包解压后为 {bytes} 字节，最多允许 {limit} 字节。",
        fix_en="Remove what does not belong to the process.",
        fix_zh="请删除与流程无关的内容。",
    ),
    "PKG_BOMB": Rule(
        severity="error",
        en="“{path}” unpacks to {ratio} times its size: this looks like a zip bomb.",
        zh="“{path}”解压后增大 {ratio} 倍，疑似压缩炸弹。",
        fix_en="Put the file in with normal compression.",
        fix_zh="请用普通压缩方式放入该文件。",
    ),
    "PKG_SIZE_LIES": Rule(
        severity="error",
        en="“{path}” is not of the size the zip declares.",
        zh="“{path}”的大小与 zip 中声明的不符。",
        fix_en="Make the zip again.",
        fix_zh="请重新压缩。",
    ),
    "PKG_NESTED": Rule(
        severity="error",
        en="“{path}” is an archive within the package.",
        zh="“{path}”是流程包中嵌套的压缩文件。",
        fix_en="Unpack it and put its files in.",
        fix_zh="请解压后放入其中的文件。",
    ),
    "PKG_CASE_CLASH": Rule(
        severity="error",
        en="“{path}” and “{other}” differ in upper and lower case only.",
        zh="“{path}”与“{other}”仅大小写不同。",
        fix_en="Rename one of them.",
        fix_zh="请将其中一个改名。",
    ),
    "PKG_DUPLICATE": Rule(
        severity="error",
        en="“{path}” is in the package twice.",
        zh="“{path}”在流程包中出现两次。",
        fix_en="Keep one of them.",
        fix_zh="请只保留一个。",
    ),
    "PKG_KIND": Rule(
        severity="warning",
        en="“{path}” is of no kind that a package uses; it is not stored.",
        zh="“{path}”不是流程包使用的文件类型，不会保存。",
        fix_en="A package holds package.toml, .bpmn, .dmn, .form, .po, .json and .md files.",
        fix_zh="流程包可包含 package.toml、.bpmn、.dmn、.form、.po、.json 和 .md 文件。",
    ),
    "PKG_CODE": Rule(
        severity="error",
        en="“{path}” is program code; packages hold none.",
        zh="“{path}”是程序代码；流程包不允许包含代码。",
        fix_en="Remove it; applications are called through adapters.",
        fix_zh="请将其删除；应用通过适配器调用。",
    ),
    "PKG_TOML": Rule(
        severity="error",
        en="package.toml cannot be read: {reason}.",
        zh="无法读取 package.toml：{reason}。",
        fix_en="Correct the line.",
        fix_zh="请改正该行。",
    ),
    "PKG_TOML_FIELD": Rule(
        severity="error",
        en="package.toml: {field} must be {wanted}.",
        zh="package.toml：{field} 应为{wanted_zh}。",
        fix_en="Correct the entry.",
        fix_zh="请改正该项。",
    ),
    "PKG_TOML_MISSING": Rule(
        severity="warning",
        en="The package has no package.toml; its name is taken from the file.",
        zh="流程包没有 package.toml，名称取自文件名。",
        fix_en="Add one with key and title.",
        fix_zh="请添加，并写明 key 和 title。",
    ),
    "PKG_APPLICATION_UNKNOWN": Rule(
        severity="error",
        en="The package needs the application “{application}”, which does not exist here.",
        zh="流程包需要应用“{application}”，此处不存在。",
        fix_en="Add the adapter, or correct the name in package.toml. Did you mean “{near}”?",
        fix_zh="请添加适配器，或改正 package.toml 中的名称。是否应为“{near}”？",
    ),
    "PKG_NO_DIAGRAM": Rule(
        severity="error",
        en="The package holds no diagram (.bpmn) and no decision table (.dmn).",
        zh="流程包中没有流程图（.bpmn）或决策表（.dmn）。",
        fix_en="Add at least one.",
        fix_zh="请至少添加一个。",
    ),
    "PKG_MESSAGES": Rule(
        severity="error",
        en="The texts cannot be read: {reason}.",
        zh="无法读取文本：{reason}。",
        fix_en="Correct the .po file.",
        fix_zh="请改正 .po 文件。",
    ),
}


def finding(code: str, *, file: str, line: int | None = None, **args: object) -> Finding:
    """A finding about a file of a package."""
    return Finding(code=code, rule=RULES[code], file=file, line=line, args=args)
