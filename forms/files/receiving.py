"""Taking uploaded files out of a request: named, checked and measured before any transaction begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO, cast

from werkzeug.datastructures import FileStorage

from engine.store.files import Content, measure
from forms.files.errors import NoFile
from forms.files.kinds import HEAD, media_type
from forms.files.names import tidy_name

MOST = 20  # files in one request


@dataclass(frozen=True, kw_only=True, slots=True)
class Received:
    """A file that may be kept."""

    name: str
    content: Content


def received(uploads: Sequence[FileStorage]) -> list[Received]:
    """The files of one field. Raises NoFile, FileRefused, TooLarge: all are taken or none."""
    chosen = [one for one in uploads if one.filename]
    if not 0 < len(chosen) <= MOST:
        raise NoFile(most=MOST)
    return [_received(one) for one in chosen]


def _received(upload: FileStorage) -> Received:
    stream = cast(BinaryIO, upload.stream)
    name = tidy_name(upload.filename or "")
    head = stream.read(HEAD)
    stream.seek(0)
    return Received(name=name, content=measure(stream, media_type=media_type(name, head), name=name))
