"""Which files are taken: the ending says what it should be, the first bytes must agree.

Pages, pictures with scripts (HTML, SVG) and programs are on no list: nothing that a browser would run comes in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from forms.files.errors import FileRefused

HEAD: Final = 4096  # bytes that are looked at
Check = Callable[[bytes], bool]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: its endings, its media type, and whether some first bytes are of it."""

    endings: tuple[str, ...]
    media_type: str
    check: Check


def _begins(*starts: bytes) -> Check:
    return lambda head: head.startswith(starts)


def _brand(*brands: bytes) -> Check:
    """Containers of ISO media: `ftyp` and a brand."""
    return lambda head: head[4:8] == b"ftyp" and (not brands or head[8:12] in brands)


def _riff(form: bytes) -> Check:
    return lambda head: head[:4] == b"RIFF" and head[8:12] == form


def _text(head: bytes) -> bool:
    """Characters only, in UTF-8 or GB 18030. The last one may be cut off."""
    if b"\x00" in head:
        return False
    for encoding in ("utf-8-sig", "gb18030"):
        for cut in range(4):
            try:
                head[: len(head) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            return True
    return False


_ZIP, _OLE = _begins(b"PK\x03\x04"), _begins(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
_OFFICE = "application/vnd.openxmlformats-officedocument."
_PICTURES: Final = (
    Kind((".png",), "image/png", _begins(b"\x89PNG\r\n\x1a\n")),
    Kind((".jpg", ".jpeg", ".jfif"), "image/jpeg", _begins(b"\xff\xd8\xff")),
    Kind((".gif",), "image/gif", _begins(b"GIF87a", b"GIF89a")),
    Kind((".webp",), "image/webp", _riff(b"WEBP")),
    Kind((".heic", ".heif"), "image/heic", _brand(b"heic", b"heix", b"mif1", b"hevc")),
    Kind((".tif", ".tiff"), "image/tiff", _begins(b"II*\x00", b"MM\x00*")),
    Kind((".bmp",), "image/bmp", _begins(b"BM")),
)
KINDS: Final[Sequence[Kind]] = (
    *_PICTURES,
    Kind((".pdf",), "application/pdf", lambda head: b"%PDF-" in head[:1024]),
    Kind((".docx",), _OFFICE + "wordprocessingml.document", _ZIP),
    Kind((".xlsx",), _OFFICE + "spreadsheetml.sheet", _ZIP),
    Kind((".pptx",), _OFFICE + "presentationml.presentation", _ZIP),
    Kind((".doc", ".wps"), "application/msword", _OLE),
    Kind((".xls", ".et"), "application/vnd.ms-excel", _OLE),
    Kind((".ppt", ".dps"), "application/vnd.ms-powerpoint", _OLE),
    Kind((".msg",), "application/vnd.ms-outlook", _OLE),
    Kind((".odt",), "application/vnd.oasis.opendocument.text", _ZIP),
    Kind((".ods",), "application/vnd.oasis.opendocument.spreadsheet", _ZIP),
    Kind((".ofd",), "application/ofd", _ZIP),
    Kind((".zip",), "application/zip", _ZIP),
    Kind((".7z",), "application/x-7z-compressed", _begins(b"7z\xbc\xaf\x27\x1c")),
    Kind((".rar",), "application/vnd.rar", _begins(b"Rar!\x1a\x07")),
    Kind((".txt", ".log", ".md"), "text/plain", _text),
    Kind((".csv",), "text/csv", _text),
    Kind((".eml",), "message/rfc822", _text),
    Kind((".dxf",), "image/vnd.dxf", _text),
    Kind((".dwg",), "image/vnd.dwg", _begins(b"AC10")),
    Kind((".stp", ".step"), "model/step", _begins(b"ISO-10303-21")),
    Kind((".mp4", ".m4v"), "video/mp4", _brand()),
    Kind((".mov",), "video/quicktime", _brand()),
    Kind((".m4a",), "audio/mp4", _brand()),
    Kind((".mp3",), "audio/mpeg", _begins(b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")),
    Kind((".wav",), "audio/wav", _riff(b"WAVE")),
)
_BY_ENDING: Mapping[str, Kind] = {ending: kind for kind in KINDS for ending in kind.endings}
#: For the `accept` of a file input.
ACCEPTED: Final = ",".join(_BY_ENDING)
#: Shown by the browser itself, and running nothing there.
_INLINE: Final = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf"})


def media_type(name: str, head: bytes) -> str:
    """The media type of a file that is taken. A picture may bear the ending of another one. Raises FileRefused."""
    dot = name.rfind(".")
    ending = name[dot:].lower() if dot >= 0 else ""
    kind = _BY_ENDING.get(ending)
    if kind is None:
        raise FileRefused(
            name=name,
            why=f"files ending in {ending or '–'} are not taken",
            why_zh=f"不接受 {ending or '无扩展名'} 文件",
        )
    if not head:
        raise FileRefused(name=name, why="it is empty", why_zh="文件是空的")
    for one in _PICTURES if kind in _PICTURES else (kind,):
        if one.check(head):
            return one.media_type
    raise FileRefused(
        name=name,
        why=f"its content is not what {ending} says",
        why_zh=f"内容与扩展名 {ending} 不符",
    )


def is_picture(media_type: str) -> bool:
    """Whether a page can show it as a picture."""
    return media_type in _INLINE and media_type.startswith("image/")


def opens_in_browser(media_type: str) -> bool:
    """Whether the browser shows it instead of saving it."""
    return media_type in _INLINE
