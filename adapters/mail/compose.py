"""From a template and data to a message. Nothing typed by a person can add a header or markup."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateNotFound, select_autoescape

from engine.errors import BusinessError

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[^@\s<>,;:\"'()\[\]\\]{1,190}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
_TEMPLATE = re.compile(r"[a-z_]{1,64}")
_environment = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=select_autoescape(["html"], default_for_string=False),
    undefined=StrictUndefined,
    trim_blocks=True,
)


def compose(
    *, sender: str, to: str, template: str, language: str, data: Mapping[str, Any], key: str, now: datetime
) -> EmailMessage:
    """The message. `key` gives the Message-ID: the same key is the same message to every mail server.

    Raises BusinessError `MAIL_ADDRESS` for what is not an address, `MAIL_TEMPLATE` for an unknown template.
    """
    subject, text = _text(template, language, data)
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = _address(to)
    message["Subject"] = one_line(subject)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = message_id(key, sender)
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = language
    message.set_content(text)
    message.add_alternative(_render(f"{template}.{language}.html", data, subject), subtype="html")
    return message


def message_id(key: str, sender: str) -> str:
    """A Message-ID that depends on nothing but the key."""
    domain = sender.rpartition("@")[2].strip("> ") or "localhost"
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{domain}>"


def one_line(text: str) -> str:
    """Without line breaks and other control characters, which could start a header of their own."""
    return _CONTROL.sub(" ", text).strip()[:300]


def _address(to: str) -> Address:
    if not _ADDRESS.fullmatch(to) or ".." in to:
        raise BusinessError("MAIL_ADDRESS", one_line(to))
    local, _, domain = to.rpartition("@")
    try:
        return Address(username=local, domain=domain.encode("idna").decode("ascii"))
    except (UnicodeError, ValueError) as error:
        raise BusinessError("MAIL_ADDRESS", one_line(to)) from error


def _text(template: str, language: str, data: Mapping[str, Any]) -> tuple[str, str]:
    """Subject and plain text: the first line of a text template is the subject."""
    if not _TEMPLATE.fullmatch(template) or language not in ("zh", "en"):
        raise BusinessError("MAIL_TEMPLATE", one_line(f"{template}.{language}"))
    # The subject ends at the template's own line break: one inside a value must not move it.
    source = _source(f"{template}.{language}.txt")
    head, _, body = source.partition("\n")
    rendered = [_environment.from_string(part).render(_shown(data)) for part in (head, body)]
    return rendered[0].removeprefix("Subject: "), rendered[1].lstrip("\n") + "\n"


def _source(name: str) -> str:
    assert _environment.loader is not None
    try:
        return _environment.loader.get_source(_environment, name)[0]
    except TemplateNotFound as error:
        raise BusinessError("MAIL_TEMPLATE", name) from error


def _render(name: str, data: Mapping[str, Any], subject: str) -> str:
    return _environment.get_template(name).render(_shown(data), subject=subject)


def _shown(data: Mapping[str, Any]) -> dict[str, Any]:
    """Values as text, so that a template cannot reach into objects."""
    return {name: _word(value) for name, value in data.items()}


def _word(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value:,.2f}"
    return "" if value is None else str(value)
