# ruff: noqa: E501 - data a line
from __future__ import annotations

import io
import os
import stat
import warnings
import zipfile
from pathlib import Path

import pytest

from processes.package import Package, read_folder, read_zip
from processes.package.archive import MAX_ENTRIES

TOML = b'key = "quote"\n[title]\nzh = "\xe6\x8a\xa5\xe4\xbb\xb7"\nen = "Quote"\n[roles]\n"Sales" = "sales"\n'
BPMN = b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>'


def packed(*entries: tuple[str | zipfile.ZipInfo, bytes], compress: int = zipfile.ZIP_STORED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compress) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # duplicate names are what we want to write
        for name, data in entries:
            archive.writestr(name, data)
    return out.getvalue()


def codes(package: Package) -> set[str]:
    return {finding.code for finding in package.findings if finding.severity == "error"}


def test_a_good_package_is_read_with_its_texts() -> None:
    po = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Name"\nmsgstr "名称"\n'
    package = read_zip(packed(("package.toml", TOML), ("quote.bpmn", BPMN), ("messages/zh.po", po.encode())))
    assert codes(package) == set()
    assert package.key == "quote"
    assert package.title == {"zh": "报价", "en": "Quote"}
    assert package.roles == {"Sales": "sales"}
    assert package.text("Name", "zh") == "名称"
    assert package.text("Name", "en") == "Name"
    assert list(package.resources(".bpmn")) == ["quote.bpmn"]


def test_the_folder_around_everything_is_taken_off() -> None:
    package = read_zip(
        packed(("quote/package.toml", TOML), ("quote/forms/a.form", b"{}"), ("quote/q.bpmn", BPMN))
    )
    assert set(package.files) == {"package.toml", "forms/a.form", "q.bpmn"}


@pytest.mark.parametrize(
    "path",
    ["../x.bpmn", "a/../../x.bpmn", "/etc/passwd", "..\\x.bpmn", "C:/x.bpmn", "a//b.bpmn", "a\x01.bpmn", "x\u202etxt.bpmn"],
)  # fmt: skip
def test_a_path_that_leads_out_is_refused(path: str) -> None:
    entry = zipfile.ZipInfo("safe.bpmn")
    entry.filename = path
    package = read_zip(packed((entry, BPMN)))
    assert codes(package) == {"PKG_PATH"}
    assert package.files == {}


def test_a_link_is_refused() -> None:
    entry = zipfile.ZipInfo("passwd.bpmn")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert codes(read_zip(packed((entry, b"/etc/passwd")))) == {"PKG_SYMLINK"}


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    data = packed(("x.bpmn", b"\0" * 30_000_000), compress=zipfile.ZIP_DEFLATED)
    assert len(data) < 100_000
    assert codes(read_zip(data)) == {"PKG_BOMB"}


def test_a_package_that_unpacks_to_too_much_is_refused() -> None:
    noise = os.urandom(1_000_000)
    data = packed(*((f"{i}.bpmn", noise * 6) for i in range(9)), compress=zipfile.ZIP_STORED)
    assert codes(read_zip(data)) == {"PKG_TOO_LARGE"}


def test_a_size_that_lies_is_refused() -> None:
    data = packed(("x.bpmn", b"a" * 1000))
    lied = data.replace((1000).to_bytes(4, "little") * 2, (900).to_bytes(4, "little") * 2)
    assert codes(read_zip(lied)) <= {"PKG_SIZE_LIES", "PKG_CORRUPT"}
    assert codes(read_zip(lied))


def test_too_many_entries_are_refused() -> None:
    assert codes(read_zip(packed(*((f"{i}.md", b"") for i in range(MAX_ENTRIES + 1))))) == {"PKG_TOO_MANY"}


def test_archives_within_are_refused_by_name_and_by_content() -> None:
    inner = packed(("x.bpmn", BPMN))
    assert codes(read_zip(packed(("inner.zip", inner)))) == {"PKG_NESTED"}
    assert codes(read_zip(packed(("inner.bpmn", inner)))) == {"PKG_NESTED"}


def test_names_that_differ_in_case_only_are_refused() -> None:
    assert codes(read_zip(packed(("Quote.bpmn", BPMN), ("quote.bpmn", BPMN)))) == {"PKG_CASE_CLASH"}


def test_the_same_name_twice_is_refused() -> None:
    assert codes(read_zip(packed(("q.bpmn", BPMN), ("q.bpmn", BPMN)))) == {"PKG_DUPLICATE"}


@pytest.mark.parametrize(
    "data", [b"", b"PK", b"no zip at all", packed(("q.bpmn", BPMN))[:-30], packed(("q.bpmn", BPMN))[20:]]
)
def test_a_broken_zip_is_refused(data: bytes) -> None:
    assert codes(read_zip(data)) & {"PKG_CORRUPT", "PKG_SIZE_LIES"}


def test_code_is_refused_and_unknown_kinds_are_left_out() -> None:
    package = read_zip(packed(("q.bpmn", BPMN), ("run.py", b"import os"), ("notes.docx", b"?")))
    assert "PKG_CODE" in codes(package)
    assert set(package.files) == {"q.bpmn"}


@pytest.mark.parametrize(
    ("toml", "code"),
    [
        (b"key = ", "PKG_TOML"),
        (b"\xff", "PKG_TOML"),
        (b"key = 5", "PKG_TOML_FIELD"),
        (b"roles = 5", "PKG_TOML_FIELD"),
    ],
)
def test_a_bad_head_is_refused(toml: bytes, code: str) -> None:
    assert code in codes(read_zip(packed(("package.toml", toml), ("q.bpmn", BPMN))))


def test_a_bad_head_is_named_with_its_line() -> None:
    package = read_zip(packed(("package.toml", b'key = "a"\n\nx = = 1\n'), ("q.bpmn", BPMN)))
    assert [(f.file, f.line) for f in package.findings if f.code == "PKG_TOML"] == [
        ("package.zip/package.toml", 3)
    ]


def test_a_folder_is_read_without_following_links(tmp_path: Path) -> None:
    (tmp_path / "package.toml").write_bytes(TOML)
    (tmp_path / "q.bpmn").write_bytes(BPMN)
    (tmp_path / "out.bpmn").symlink_to("/etc/passwd")
    package = read_folder(tmp_path)
    assert codes(package) == {"PKG_SYMLINK"}
    assert set(package.files) == {"package.toml", "q.bpmn"}
