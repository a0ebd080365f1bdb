"""Files that people hand over: what they may be, how they are called, how they are given back."""

from __future__ import annotations

from forms.files.answering import answer
from forms.files.errors import FileRefused, NoFile
from forms.files.kinds import ACCEPTED, is_picture, opens_in_browser
from forms.files.receiving import Received, received

__all__ = [
    "ACCEPTED",
    "FileRefused",
    "NoFile",
    "Received",
    "answer",
    "is_picture",
    "opens_in_browser",
    "received",
]
