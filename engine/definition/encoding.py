"""Which of the encodings that XML allows a file is in, and its text."""

from __future__ import annotations

import re

from engine.definition.findings import Finding
from engine.definition.texts import XML_ENCODING

# Literal: codecs.lookup() also knows rot13, zip, unicode_escape and others that must never see an upload.
# fmt: off
ENCODINGS = frozenset((
    "utf-8", "utf8", "utf-16", "utf-16le", "utf-16be", "utf-32", "utf-32le", "utf-32be", "us-ascii",
    "ascii", "gbk", "gb2312", "gb18030", "big5", "big5-hkscs", "hz-gb-2312", "shift_jis", "shift-jis",
    "euc-jp", "euc-kr", "euc-cn", "iso-2022-jp", "iso-8859-1", "iso-8859-2", "iso-8859-3", "iso-8859-4",
    "iso-8859-5", "iso-8859-6", "iso-8859-7", "iso-8859-8", "iso-8859-9", "iso-8859-10", "iso-8859-13",
    "iso-8859-14", "iso-8859-15", "iso-8859-16", "latin-1", "latin1", "windows-1250", "windows-1251",
    "windows-1252", "windows-1253", "windows-1254", "windows-1255", "windows-1256", "windows-1257",
    "windows-1258", "cp1250", "cp1251", "cp1252", "cp936", "cp932", "cp949", "cp950", "koi8-r", "koi8-u",
    "ibm437", "cp437", "cp850", "macintosh", "mac-roman", "tis-620",
))
# fmt: on
_PYTHON_NAME = {"hz-gb-2312": "hz", "euc-cn": "gb2312", "macintosh": "mac-roman", "ibm437": "cp437"}
_MARKS = (
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xfe\xff", "utf-16"),
    (b"\xff\xfe", "utf-16"),
    (b"\x00<\x00?", "utf-16-be"),
    (b"<\x00?\x00", "utf-16-le"),
)
_DECLARATION = re.compile(r"\s*<\?xml\s[^>]{0,200}\?>")
_DECLARED = re.compile(rb"\s*<\?xml\s[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")


class Undecodable(Exception):
    """The bytes are not text in the encoding they claim."""

    def __init__(self, finding: Finding) -> None:
        self.finding = finding
        super().__init__(finding.code)


def decode(data: bytes) -> str:
    """The text without its XML declaration (line numbers stay). Raises Undecodable."""
    encoding = _encoding(data)
    try:
        text = data.decode(encoding)
    except (UnicodeError, LookupError) as error:
        start = error.start if isinstance(error, UnicodeDecodeError) else 0
        line = data.count(b"\n", 0, start) + 1
        raise Undecodable(_refusal(encoding, line)) from None
    # The declaration names the old encoding; its line breaks are kept so that lines stay exact.
    found = _DECLARATION.match(text)
    return text if found is None else "\n" * found.group().count("\n") + text[found.end() :]


def _encoding(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    declared = _DECLARED.match(data[:400])
    if declared is None:
        return "utf-8"
    name = declared.group(1).decode("ascii").lower()
    if name not in ENCODINGS:
        raise Undecodable(_refusal(name, 1))
    # Single bytes that say "UTF-16" were transcoded on their way; the declaration was left behind.
    if name.startswith(("utf-16", "utf-32")):
        return "utf-8"
    return _PYTHON_NAME.get(name, name)


def _refusal(encoding: str, line: int) -> Finding:
    return Finding(code="XML_ENCODING", rule=XML_ENCODING, line=line, args={"encoding": encoding})
