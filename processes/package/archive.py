"""Reading an uploaded zip without writing anything to disk and without trusting a byte of it."""

from __future__ import annotations

import io
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final

from engine.definition.findings import Finding
from processes.package.texts import finding

MAX_ENTRIES: Final = 5_000
MAX_TOTAL: Final = 50_000_000
MAX_RATIO: Final = 100
RATIO_FREE: Final = 100_000
"""Small files may compress as well as they like."""

_ARCHIVES: Final = (".zip", ".jar", ".war", ".bar", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar", ".tar")
_MAGIC: Final = (b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"BZh", b"7z\xbc\xaf", b"Rar!", b"\xfd7zXZ")


def unpack(data: bytes, *, file: str) -> tuple[dict[str, bytes], list[Finding]]:
    """(files by path, findings). With an error finding the files are empty: nothing half read goes on."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _unpack(archive, file)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError) as error:
        return {}, [finding("PKG_CORRUPT", file=file, reason=_reason(error))]
    except (RuntimeError, MemoryError, OverflowError) as error:
        return {}, [finding("PKG_CORRUPT", file=file, reason=_reason(error))]


def _unpack(archive: zipfile.ZipFile, file: str) -> tuple[dict[str, bytes], list[Finding]]:
    entries = archive.infolist()
    found = list(_refusals(entries, file))
    if found:
        return {}, found
    files: dict[str, bytes] = {}
    for entry in entries:
        if entry.is_dir():
            continue
        content = _content(archive, entry)
        if content is None:
            return {}, [finding("PKG_SIZE_LIES", file=file, path=entry.filename)]
        if content.startswith(_MAGIC):
            return {}, [finding("PKG_NESTED", file=file, path=entry.filename)]
        files[entry.filename] = content
    return _without_wrapper(files), []


def _refusals(entries: list[zipfile.ZipInfo], file: str) -> Iterator[Finding]:
    """All that can be seen in the directory, before a single byte is unpacked."""
    if len(entries) > MAX_ENTRIES:
        yield finding("PKG_TOO_MANY", file=file, count=len(entries), limit=MAX_ENTRIES)
        return
    total = sum(entry.file_size for entry in entries)
    if total > MAX_TOTAL:
        yield finding("PKG_TOO_LARGE", file=file, bytes=total, limit=MAX_TOTAL)
    seen: dict[str, str] = {}
    for entry in entries:
        yield from _entry(entry, file)
        folded = unicodedata.normalize("NFKC", entry.filename).casefold()
        other = seen.setdefault(folded, entry.filename)
        if other != entry.filename:
            yield finding("PKG_CASE_CLASH", file=file, path=entry.filename, other=other)
    yield from _duplicates(entries, file)


def _duplicates(entries: list[zipfile.ZipInfo], file: str) -> Iterator[Finding]:
    names: set[str] = set()
    for entry in entries:
        if entry.filename in names:
            yield finding("PKG_DUPLICATE", file=file, path=entry.filename)
        names.add(entry.filename)


def _entry(entry: zipfile.ZipInfo, file: str) -> Iterator[Finding]:
    path = entry.filename
    if not _is_plain(entry):
        yield finding("PKG_PATH", file=file, path=_shown(entry.orig_filename))
    if stat.S_ISLNK(entry.external_attr >> 16):
        yield finding("PKG_SYMLINK", file=file, path=_shown(path))
    if entry.flag_bits & 0x1:
        yield finding("PKG_ENCRYPTED", file=file, path=_shown(path))
    if path.lower().endswith(_ARCHIVES):
        yield finding("PKG_NESTED", file=file, path=_shown(path))
    if entry.file_size > RATIO_FREE and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
        ratio = entry.file_size // max(entry.compress_size, 1)
        yield finding("PKG_BOMB", file=file, path=_shown(path), ratio=ratio)


def _is_plain(entry: zipfile.ZipInfo) -> bool:
    # zipfile cuts names at NUL and turns the separator of its platform; the original name is judged.
    name = entry.orig_filename
    if not name or len(name) > 255 or "\\" in name or "\0" in name or name.startswith("/"):
        return False
    parts = name.rstrip("/").split("/")
    if ":" in parts[0] or any(part in {"", ".", ".."} for part in parts):
        return False
    return all(char.isprintable() for char in name)


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes | None:
    """The bytes, or None if they are not as many as declared."""
    with archive.open(entry) as stream:
        content = stream.read(entry.file_size + 1)
    return content if len(content) == entry.file_size else None


def _without_wrapper(files: dict[str, bytes]) -> dict[str, bytes]:
    """A zip of a folder has that folder around everything: take it off."""
    tops = {path.partition("/")[0] for path in files}
    if len(tops) != 1 or any("/" not in path for path in files):
        return files
    top = tops.pop() + "/"
    inner = {path.removeprefix(top): content for path, content in files.items()}
    return inner if top not in {"forms/", "messages/", "samples/", "tests/"} else files


def _shown(path: str) -> str:
    return "".join(char if char.isprintable() else "�" for char in path[:120])


def _reason(error: Exception) -> str:
    return _shown(str(error).rstrip(".")) or type(error).__name__
