"""Giving a content back: as a download unless the browser can show it and was asked to."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from flask import request
from werkzeug.wrappers import Response

from engine.store import files
from engine.store.uow import Store
from forms.files.kinds import opens_in_browser

#: Nothing in it runs or loads anything; the viewer of PDFs is a plug-in of the browser.
_POLICY = (
    "default-src 'none'; img-src 'self'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"
)


def answer(
    store: Store, *, file_id: int, name: str, media_type: str, size: int, sha256: str, view: bool = False
) -> Response:
    """The response for somebody who may have it. The caller has checked that."""
    headers = {
        "Content-Disposition": _disposition(name, inline=view and opens_in_browser(media_type)),
        "Content-Security-Policy": _POLICY,
        "Cross-Origin-Resource-Policy": "same-origin",
        # asked again each time, since rights change; the digest saves sending it again
        "Cache-Control": "private, no-cache",
        "ETag": f'"{sha256}"',
    }
    if sha256 in request.if_none_match:
        return Response(status=304, headers=headers)
    headers["Content-Length"] = str(size)
    return Response(_pieces(store, file_id), headers=headers, mimetype=media_type, direct_passthrough=True)


def _pieces(store: Store, file_id: int) -> Iterator[bytes]:
    number = 0
    while True:
        with store.read() as connection:  # no connection is held while a slow reader takes a piece
            data = files.chunk(connection, file_id, number)
        if data is None:
            return
        yield data
        number += 1


def _disposition(name: str, *, inline: bool) -> str:
    plain = name.encode("ascii", "replace").decode().replace("?", "_").replace('"', "_").replace("\\", "_")
    way = "inline" if inline else "attachment"
    return f"{way}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
