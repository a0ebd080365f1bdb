"""All files of a record as one archive, sorted into folders by what they are."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from tempfile import TemporaryFile
from typing import IO

from adapters.crm.attachments.errors import ArchiveTooLarge
from adapters.crm.attachments.reading import File
from engine.store import files
from engine.store.uow import Store

MOST = 500 * 1024 * 1024  # bytes in one archive
#: Names that would leave their folder, or that some system cannot write.
_STRANGE = re.compile(r'[\\/:*?"<>|\x00-\x1f]|^\.+|[. ]+$')


def pieces(store: Store, found: Sequence[File], kinds: Mapping[str, str]) -> Iterator[bytes]:
    """The files as a ZIP, in pieces. `kinds`: code → word of the folder.

    Made on disk first: neither memory nor a connection is held for the whole of it.
    """
    with TemporaryFile() as made:
        _write(store, found, kinds, made)
        made.seek(0)
        while piece := made.read(files.CHUNK):
            yield piece


def demand_small(found: Sequence[File]) -> None:
    """Raises ArchiveTooLarge."""
    if sum(one.size for one in found) > MOST:
        raise ArchiveTooLarge(limit=f"{MOST >> 20} MB")


def _write(store: Store, found: Sequence[File], kinds: Mapping[str, str], into: IO[bytes]) -> None:
    taken: set[str] = set()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        for one in found:
            folder = kinds.get(one.kind, one.kind) if len(kinds) > 1 else ""
            entry = zipfile.ZipInfo(_name(folder, one.name, taken), date_time=one.at.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(entry, "w") as place:
                for piece in _pieces(store, one.file_id):
                    place.write(piece)


def _pieces(store: Store, file_id: int) -> Iterator[bytes]:
    number = 0
    while True:
        with store.read() as connection:
            data = files.chunk(connection, file_id, number)
        if data is None:
            return
        yield data
        number += 1


def _name(folder: str, name: str, taken: set[str]) -> str:
    """A path that is in the archive only once: `合同/框架协议 (2).pdf`."""
    plain = PurePosixPath(_STRANGE.sub("_", name) or "_")
    place = f"{_STRANGE.sub('_', folder)}/" if folder else ""
    path, number = f"{place}{plain}", 2
    while path.casefold() in taken:
        path, number = f"{place}{plain.stem} ({number}){plain.suffix}", number + 1
    taken.add(path.casefold())
    return path
