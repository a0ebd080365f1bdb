"""Where messages go: an SMTP server, or a folder when no server is configured."""

from __future__ import annotations

import os
import smtplib
import tempfile
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol

from engine.errors import BusinessError, TransientError


class Transport(Protocol):
    """Hands one message over, or raises: business (refused for good), transient (later), else (incident)."""

    def deliver(self, message: EmailMessage) -> None: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Smtp:
    """An SMTP server. `timeout` in seconds."""

    host: str
    port: int = 25
    user: str = ""
    password: str = ""
    start_tls: bool = False
    timeout: float = 15.0

    def deliver(self, message: EmailMessage) -> None:
        """Send. Refused recipients are a business error, an unreachable or busy server a transient one."""
        try:
            self._send(message)
        except smtplib.SMTPRecipientsRefused as error:
            raise _refusal(max(code for code, _ in error.recipients.values()), str(message["To"])) from error
        except smtplib.SMTPAuthenticationError:
            raise  # wrong settings: neither the business nor time will heal it
        except smtplib.SMTPResponseException as error:
            raise _refusal(error.smtp_code, str(message["To"])) from error
        except (OSError, smtplib.SMTPServerDisconnected) as error:
            raise TransientError(f"{self.host}:{self.port} {type(error).__name__}") from error

    def _send(self, message: EmailMessage) -> None:
        with smtplib.SMTP(self.host, self.port, timeout=self.timeout) as server:
            if self.start_tls:
                server.starttls()
            if self.user:
                server.login(self.user, self.password)
            server.send_message(message)


@dataclass(frozen=True, kw_only=True, slots=True)
class Folder:
    """A folder of .eml files named by Message-ID: for trying out and for tests."""

    path: Path

    def deliver(self, message: EmailMessage) -> None:
        """Write the file whole or not at all; the same message writes the same file."""
        self.path.mkdir(parents=True, exist_ok=True)
        name = str(message["Message-ID"]).strip("<>").partition("@")[0]
        handle, temporary = tempfile.mkstemp(dir=self.path, suffix=".part")
        with os.fdopen(handle, "wb") as file:
            file.write(message.as_bytes())
        Path(temporary).replace(self.path / f"{name}.eml")


def open_transport(url: str, *, user: str = "", password: str = "") -> Transport:
    """`smtp://host:port`, `smtp+tls://host:port` (STARTTLS) or `file:folder`. Raises ValueError otherwise."""
    scheme, _, rest = url.partition(":")
    if scheme == "file":
        return Folder(path=Path(rest.removeprefix("//")))
    if scheme in ("smtp", "smtp+tls"):
        host, _, port = rest.removeprefix("//").rstrip("/").partition(":")
        tls = scheme.endswith("tls")
        return Smtp(
            host=host, port=int(port or (587 if tls else 25)), user=user, password=password, start_tls=tls
        )
    raise ValueError(f"mail goes to smtp://host:port, smtp+tls://host:port or file:folder, not to {url!r}")


def _refusal(code: int, recipient: str) -> BusinessError | TransientError:
    if code >= 500:
        return BusinessError("MAIL_REFUSED", f"{recipient} ({code})")
    return TransientError(f"{recipient} ({code})")
