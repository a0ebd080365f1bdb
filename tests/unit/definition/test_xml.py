from __future__ import annotations

import time

import pytest

from engine.definition.xml import XmlRefused, safe_parse


def refusal(data: bytes) -> tuple[str, int | None]:
    with pytest.raises(XmlRefused) as caught:
        safe_parse(data)
    finding = caught.value.finding
    assert finding.message("zh")
    assert finding.message("en")
    assert finding.suggestion("zh")
    return finding.code, finding.line


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        '<!DOCTYPE a SYSTEM "http://127.0.0.1/x.dtd"><a/>',
        '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>',
        '<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1/"> %p;]><a/>',
        "<!-- first --><?pi?>\n<!DOCTYPE a><a/>",
        "<!doctype a><a/>",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_any_doctype_is_refused_in_any_encoding(text: str, encoding: str) -> None:
    assert refusal(text.encode(encoding))[0] == "XML_DOCTYPE_FORBIDDEN"


def test_a_doctype_is_named_with_its_line() -> None:
    assert refusal(b"<?xml version='1.0'?>\n<!-- x -->\n<!DOCTYPE a><a/>") == ("XML_DOCTYPE_FORBIDDEN", 3)


def test_the_word_doctype_inside_a_text_is_no_doctype() -> None:
    assert safe_parse(b"<a><!-- <!DOCTYPE a> --><b><![CDATA[<!DOCTYPE a>]]></b></a>").tag == "a"


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("gbk", "GBK"),
        ("gb18030", "GB18030"),
        ("big5", "Big5"),
        ("shift_jis", "Shift_JIS"),
        ("utf-16", "UTF-16"),
        ("utf-8-sig", "UTF-8"),
    ],
)
def test_the_encodings_that_xml_allows_are_read(encoding: str, name: str) -> None:
    data = f'<?xml version="1.0" encoding="{name}"?>\n<a name="中文"/>'.encode(encoding)
    root = safe_parse(data)
    assert root.get("name") == "中文"
    assert root.sourceline == 2


@pytest.mark.parametrize("name", ["rot13", "zip", "unicode_escape", "idna", "nonsense", "utf-7"])
def test_what_is_no_text_encoding_is_refused(name: str) -> None:
    assert refusal(f'<?xml version="1.0" encoding="{name}"?><a/>'.encode())[0] == "XML_ENCODING"


def test_bytes_that_are_not_utf8_are_refused_with_their_line() -> None:
    assert refusal(b"<a>\n<b>\xff\xfe</b></a>") == ("XML_ENCODING", 2)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "XML_EMPTY"),
        (b"  \n ", "XML_EMPTY"),
        (b"PK\x03\x04 zip", "XML_ENCODING"),
        (b"not xml", "XML_MALFORMED"),
        (b"<a><b></a>", "XML_MALFORMED"),
        (b"<a>&undefined;</a>", "XML_MALFORMED"),
        (b"<a>\x00</a>", "XML_MALFORMED"),
        (b"<a/><b/>", "XML_MALFORMED"),
        (b"<a b='1' b='2'/>", "XML_MALFORMED"),
    ],
)
def test_what_is_no_xml_is_refused(data: bytes, code: str) -> None:
    assert refusal(data)[0] in {code, "XML_MALFORMED"}


def test_malformed_xml_is_named_with_its_line() -> None:
    assert refusal(b"<a>\n\n<b></c></a>") == ("XML_MALFORMED", 3)


def test_the_line_is_where_a_tag_begins() -> None:
    root = safe_parse(b'<a>\n<!-- x\n -->\n<b\n x="1"\n y="2"\n/>\n<c z="1">t</c></a>')
    assert [element.sourceline for element in root.iter()] == [1, 4, 8]


def test_size_count_and_depth_are_bounded() -> None:
    assert refusal(b"<a>" + b" " * 2_000_000 + b"</a>")[0] == "XML_TOO_LARGE"
    assert refusal(b"<a>" + b"<b/>" * 20_001 + b"</a>")[0] == "XML_TOO_MANY_ELEMENTS"
    many = b" ".join(b'a%d="1"' % number for number in range(501))
    assert refusal(b"<a " + many + b"/>")[0] == "XML_TOO_MANY_ATTRIBUTES"
    assert refusal(b"<a>" * 101 + b"</a>" * 101)[0] == "XML_TOO_DEEP"


def test_a_bomb_of_elements_is_refused_at_once() -> None:
    began = time.monotonic()
    assert refusal(b"<a>" + b"<b/>" * 499_000 + b"</a>")[0] == "XML_TOO_MANY_ELEMENTS"
    assert refusal(b"<a>" * 600_000)[0] in {"XML_TOO_DEEP", "XML_MALFORMED"}
    assert time.monotonic() - began < 10  # milliseconds, but the machine may be busy
