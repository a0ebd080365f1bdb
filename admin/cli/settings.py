"""Everything that can be set from outside, read once at start."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

#: Variable → what it is for; `docs/reference/settings.md` describes each (a test compares).
ENVIRONMENT: dict[str, str] = {
    "GUANXI_DATABASE": "URL of the store",
    "GUANXI_SECRET_KEY": "key that signs cookies and forms",
    "GUANXI_VAR": "folder for what the platform writes on this machine",
    "GUANXI_HOST": "address that `serve` listens on",
    "GUANXI_PORT": "port that `serve` listens on",
    "GUANXI_THREADS": "requests that `serve` answers at the same time",
    "GUANXI_HTTPS": "1 if browsers come over HTTPS: cookies are then sent there only",
    "GUANXI_MAIL": "where mail goes",
    "GUANXI_MAIL_FROM": "sender of mail",
    "GUANXI_MAIL_USER": "login at the mail server",
    "GUANXI_MAIL_PASSWORD": "password at the mail server",
    "GUANXI_PASSWORD": "password for `create-user`, so that it need not be typed",
    "GUANXI_TESTING": "1 arms what only tests may use",
    "GUANXI_FAILPOINTS": "where a test makes the process die, wait or fail",
}


class SettingRefused(ValueError):
    """A variable holds what cannot be used."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The settings of one process. `mail` is a URL as `adapters.mail.transport.open_transport` reads it."""

    database: str
    secret_key: str
    var: Path
    host: str = "127.0.0.1"
    port: int = 8000
    threads: int = 8
    https: bool = False
    mail: str = "file:var/mail"
    mail_from: str = "guanxi@localhost"
    mail_user: str = ""
    mail_password: str = ""

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> Settings:
        """From environment variables. Raises SettingRefused naming the variable."""
        var = Path(environment.get("GUANXI_VAR") or "var")
        return cls(
            database=environment.get("GUANXI_DATABASE") or f"sqlite:///{var / 'guanxi.db'}",
            secret_key=environment.get("GUANXI_SECRET_KEY", ""),
            var=var,
            host=environment.get("GUANXI_HOST") or cls.host,
            port=_number(environment, "GUANXI_PORT", cls.port, most=65535),
            threads=_number(environment, "GUANXI_THREADS", cls.threads, most=256),
            https=environment.get("GUANXI_HTTPS") == "1",
            mail=environment.get("GUANXI_MAIL") or f"file:{var / 'mail'}",
            mail_from=environment.get("GUANXI_MAIL_FROM") or cls.mail_from,
            mail_user=environment.get("GUANXI_MAIL_USER", ""),
            mail_password=environment.get("GUANXI_MAIL_PASSWORD", ""),
        )

    def signing_key(self) -> str:
        """The secret key; without one in the settings, a random one that is kept in `var/secret_key`.

        Sessions survive a restart with it; several machines need `GUANXI_SECRET_KEY`.
        """
        if self.secret_key:
            return self.secret_key
        file = self.var / "secret_key"
        self.var.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        except FileExistsError:
            return file.read_text(encoding="ascii").strip() or _refuse_empty(file)
        with os.fdopen(handle, "w", encoding="ascii") as stream:
            stream.write(secrets.token_urlsafe(48))
        return file.read_text(encoding="ascii").strip()


def _number(environment: Mapping[str, str], name: str, default: int, *, most: int) -> int:
    text = environment.get(name, "")
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or int(text) > most:
        raise SettingRefused(f"{name} must be a number from 0 to {most}, not {text!r}")
    return int(text)


def _refuse_empty(file: Path) -> str:
    raise SettingRefused(f"{file} is empty: delete it, a new key is made at the next start")
