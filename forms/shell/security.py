"""Headers on every answer and the CSRF check of every unsafe request (`reliability.md` S10, S24)."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Response, request
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.routing import IntegerConverter, Map

# No 'unsafe-inline', not even for styles: bpmn-js sets styles through the DOM, which CSP allows, and our
# templates draw bars with SVG attributes instead of style attributes.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self' data:; "
    "connect-src 'self'; manifest-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
API = "/api/"


class RecordNumber(IntegerConverter):
    """`<int:…>` in addresses: what no 64-bit column can hold is not found, and never asked for."""

    def __init__(self, map: Map, *, max: int = 2**63 - 1) -> None:
        super().__init__(map, max=max)


def init_security(app: Flask) -> CSRFProtect:
    """Headers and CSRF for the whole application; before its routes are added."""
    app.url_map.converters["int"] = RecordNumber
    app.config.setdefault("WTF_CSRF_CHECK_DEFAULT", False)  # we decide ourselves, below
    app.config.setdefault("WTF_CSRF_TIME_LIMIT", None)  # as long as the session: a form may wait over lunch
    app.config.setdefault(
        "WTF_CSRF_SSL_STRICT", False
    )  # the token is bound to the session; proxies drop Referer
    app.config.setdefault("SESSION_COOKIE_SAMESITE", "Lax")
    app.config.setdefault("SESSION_COOKIE_HTTPONLY", True)
    csrf = CSRFProtect(app)
    app.before_request(lambda: _check(csrf))
    app.after_request(_add_headers)
    return csrf


def _check(csrf: CSRFProtect) -> None:
    if request.method in {"GET", "HEAD", "OPTIONS", "TRACE"} or _carries_no_ambient_login():
        return
    if _comes_from_elsewhere():
        raise CSRFError("another origin")
    csrf.protect()


def _comes_from_elsewhere() -> bool:
    """Browsers name the origin of every unsafe request; an opaque one ("null") is not ours either."""
    origin = request.headers.get("Origin")
    return origin is not None and urlsplit(origin).netloc != request.host


def _carries_no_ambient_login() -> bool:
    """An API request with its own bearer token, or without any cookie, cannot be forged by another site."""
    if not request.path.startswith(API):
        return False
    return request.headers.get("Authorization", "").startswith("Bearer ") or not request.cookies


def _add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if not request.path.startswith("/shell/static/"):
        response.headers.setdefault(
            "Cache-Control", "no-store" if request.path.startswith(API) else "private, no-cache"
        )
    return response
