from __future__ import annotations

import io

import pytest
from werkzeug.datastructures import FileStorage

from engine.errors import TooLarge
from engine.store.files import MAX_FILE
from forms.files import FileRefused, NoFile, received
from forms.files.kinds import media_type
from forms.files.names import LONGEST, tidy_name

PNG = b"\x89PNG\r\n\x1a\n...."
JPEG = b"\xff\xd8\xff\xe0...."
ZIP = b"PK\x03\x04...."

TAKEN = [
    ("合同.pdf", b"%PDF-1.7 ...", "application/pdf"),
    ("照片.JPG", JPEG, "image/jpeg"),
    ("screen.png", PNG, "image/png"),
    ("IMG_1.jpg", PNG, "image/png"),  # phones and chats rename pictures
    ("明细.xlsx", ZIP, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("list.csv", "编号,名称\n".encode("gb18030"), "text/csv"),
    ("note.txt", "说明".encode()[:5], "text/plain"),  # cut within a character
]


@pytest.mark.parametrize(("name", "head", "expected"), TAKEN)
def test_it_takes_what_the_ending_and_the_content_agree_on(name: str, head: bytes, expected: str) -> None:
    assert media_type(name, head) == expected


REFUSED = [
    ("page.html", b"<script>"),
    ("drawing.svg", b"<svg onload=alert(1)>"),
    ("setup.exe", b"MZ\x90"),
    ("contract.pdf", b"MZ\x90\x00"),
    ("contract.pdf", b"<html><script>alert(1)</script>"),
    ("photo.png", b"<svg xmlns='http://www.w3.org/2000/svg'>"),
    ("sheet.xlsx", b"\x7fELF"),
    ("macro.docm", ZIP),
    ("note.txt", b"a\x00b"),
    ("no ending", PNG),
    ("empty.pdf", b""),
    ("pdf", b"%PDF-1.7"),
]


@pytest.mark.parametrize(("name", "head"), REFUSED)
def test_it_refuses_pages_programs_and_files_that_are_not_what_they_say(name: str, head: bytes) -> None:
    with pytest.raises(FileRefused):
        media_type(name, head)


NAMES = [
    ("../../etc/passwd", "passwd"),
    ("..\\..\\windows\\系统.ini", "系统.ini"),
    ("C:\\fakepath\\采购合同（盖章）.pdf", "采购合同（盖章）.pdf"),
    ("a\u202egpj.exe", "agpj.exe"),  # it would read "aexe.jpg"
    ("a\x00\r\nb.pdf", "ab.pdf"),
    ("...", "file"),
    ("", "file"),
    (".pdf", "pdf"),
    ('q"uo<te>.pdf', "quote.pdf"),
]


@pytest.mark.parametrize(("given", "kept"), NAMES)
def test_a_name_is_words_and_never_a_path(given: str, kept: str) -> None:
    assert tidy_name(given) == kept


def test_a_long_name_keeps_its_ending() -> None:
    name = tidy_name("合同" * 300 + ".pdf")
    assert len(name) == LONGEST
    assert name.endswith(("合.pdf", "同.pdf"))


def test_one_refused_file_refuses_the_request() -> None:
    good, bad = (FileStorage(io.BytesIO(data), name) for name, data in (("a.png", PNG), ("a.html", b"<p>")))
    with pytest.raises(FileRefused):
        received([good, bad])


def test_a_huge_file_is_refused_before_it_is_kept() -> None:
    huge = FileStorage(io.BytesIO(PNG + bytes(MAX_FILE)), "a.png")
    with pytest.raises(TooLarge):
        received([huge])


@pytest.mark.parametrize("count", [0, 21])
def test_it_takes_one_to_twenty_files(count: int) -> None:
    with pytest.raises(NoFile):
        received([FileStorage(io.BytesIO(PNG), "a.png") for _ in range(count)])
