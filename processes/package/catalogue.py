"""Texts of a package: gettext catalogues, read in memory."""

from __future__ import annotations

import io

from babel.messages.pofile import PoFileError, read_po

from engine.definition.findings import Finding
from processes.package.texts import finding


def read_catalogue(data: bytes, *, file: str) -> tuple[dict[str, str], list[Finding]]:
    """(msgid → text, findings). Untranslated entries are left out."""
    try:
        catalogue = read_po(io.BytesIO(data), charset="utf-8", abort_invalid=True)
    except PoFileError as error:
        line = error.lineno + 1 if isinstance(getattr(error, "lineno", None), int) else None
        return {}, [finding("PKG_MESSAGES", file=file, line=line, reason=str(error)[:200])]
    except (UnicodeError, ValueError, LookupError) as error:
        return {}, [finding("PKG_MESSAGES", file=file, reason=str(error)[:200])]
    return {
        str(message.id): str(message.string)
        for message in catalogue
        if isinstance(message.id, str) and isinstance(message.string, str) and message.id and message.string
    }, []
