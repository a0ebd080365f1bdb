"""Files from the designer's disk: checked in four steps, then published or kept as a draft.

Nothing is stored before that. Between the two requests the page itself carries the files, packed.
"""

from __future__ import annotations

import base64
import binascii
import time
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine import organisation
from engine.definition import Diagram
from engine.definition.findings import Finding, has_errors
from engine.errors import Invalid, Refused, TooLarge
from engine.ports import Actor
from forms.accounts import require, signed_in
from forms.shell import gettext as _
from forms.shell import lang
from processes import drafts
from processes.deploy import Bundle, Deployer, Impact, pack
from processes.deploy.bundle import DIAGRAMS, from_files, given
from processes.foreign import foreign_names_of
from processes.package.archive import unpack
from processes.picture import draw
from processes.web.pictures import marks_of

MOST_FILES = 200
TOO_LARGE = frozenset({"XML_TOO_LARGE", "PKG_TOO_LARGE"})
LARGEST = 10 * 1024 * 1024
"""Bytes of an upload, packed; larger packages go through `guanxi deploy`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Checked:
    """What the check of a set found, and how long it took."""

    bundle: Bundle
    diagrams: list[Diagram]
    reading: list[Finding]
    processes: list[Finding]
    others: list[Finding]
    """Of forms and decision tables."""
    impact: list[Impact]
    took: tuple[float, float]
    """Seconds of reading, of checking."""

    @property
    def findings(self) -> list[Finding]:
        return [*self.reading, *self.processes, *self.others]

    @property
    def is_refused(self) -> bool:
        return has_errors(self.findings) or not self.impact

    @property
    def names_programs(self) -> bool:
        """Whether a diagram names programs of another engine, which may be bound."""
        return bool(foreign_names_of(self.diagrams, self.bundle.bindings))

    @property
    def status(self) -> int:
        """The HTTP status of a refusal."""
        return 413 if any(one.code in TOO_LARGE for one in self.findings) else 422

    @property
    def seen(self) -> str:
        """The versions this was checked against."""
        return ",".join(f"{one.key}:{one.version}" for one in self.impact)

    @property
    def unchanged(self) -> bool:
        """Whether publishing would make a version that is no different."""
        return bool(self.impact) and all(one.unchanged for one in self.impact)


class Uploads:
    """The views that take files."""

    def __init__(self, *, deployer: Deployer) -> None:
        self._deployer = deployer
        self._store = deployer.engine.store

    @require("definition", "edit")
    def upload(self) -> Response | tuple[str, int]:
        """Check what was dropped; errors refuse, and nothing is stored either way."""
        files = {one.filename or "upload": one.read() for one in request.files.getlist("files")}
        files = {name: data for name, data in files.items() if data or name != "upload"}
        if not files:
            raise Invalid(field="files", message="choose at least one file", message_zh="请至少选择一个文件")
        if len(files) > MOST_FILES:
            raise TooLarge(what="upload", what_zh="上传", size=len(files), limit=MOST_FILES)
        began = time.monotonic()
        bundle = self._deployer.open(files)
        return self._page(self._checked(bundle, began))

    @require("definition", "publish")
    def publish(self) -> Response | tuple[str, int]:
        """Publish what the page carried, if it is still sound and nobody published meanwhile."""
        reason = " ".join(request.form.get("reason", "").split())
        began = time.monotonic()
        checked = self._checked(self._carried(), began)
        if not reason or len(reason) > 500:
            return self._page(checked, error=_("Say what changed and why, in at most 500 characters"))
        if checked.is_refused:
            return self._page(checked)
        if request.form.get("seen") != checked.seen:
            return self._page(checked, stale=True)
        person = signed_in()
        try:
            done = self._deployer.publish(checked.bundle, reason=reason, by=Actor(person.login, person.id))
        except Refused:  # an application went away between the two checks
            return self._page(self._checked(checked.bundle, began))
        names = "、".join(f"{one.title_zh} v{one.version}" for one in done)
        if lang() == "en":
            names = ", ".join(f"{one.title_en} v{one.version}" for one in done)
        flash(_("Published: %(names)s", names=names), "ok")
        return redirect(url_for("definitions.process", key=done[0].key), code=303)

    @require("definition", "edit")
    def keep(self) -> Response:
        """Keep what the page carried as a draft of its first process, to be drawn on."""
        bundle = self._carried()
        key = next((process.id for one in bundle.diagrams() for process in one.processes), None)
        if key is None:
            raise Invalid(field="files", message="no process can be read", message_zh="无法读出任何流程")
        with self._store.begin(by=signed_in().id, action="definition.draft") as tx:
            drafts.save(tx, key=key, files=bundle.files, revision=0)
        flash(_("Saved as a draft"), "ok")
        page = "definitions.bindings" if request.args.get("next") == "bindings" else "definitions.design"
        return redirect(url_for(page, key=key), code=303)

    def _checked(self, bundle: Bundle, began: float) -> Checked:
        diagrams = bundle.diagrams()
        read = time.monotonic()
        found = self._deployer.check(bundle)
        kinds = {id(one): _kind(one) for one in found}
        return Checked(
            bundle=bundle,
            diagrams=diagrams,
            reading=[one for one in found if kinds[id(one)] == "reading"],
            processes=[one for one in found if kinds[id(one)] == "process"],
            others=[one for one in found if kinds[id(one)] == "other"],
            impact=self._deployer.impact(bundle),
            took=(read - began, time.monotonic() - read),
        )

    def _page(self, checked: Checked, *, error: str = "", stale: bool = False) -> tuple[str, int]:
        texts = checked.bundle.messages.get(lang(), {})

        def words(name: str) -> str:
            return texts.get(name) or name

        pictures = [
            (one.file, draw(one, title=one.file, words=words, marks=marks_of(checked.findings, one.file)))
            for one in checked.diagrams
        ]
        with self._store.read() as connection:
            may_publish = organisation.may(connection, signed_in(), "definition", "publish") is not None
        page = render_template(
            "definitions/checked.html",
            checked=checked,
            pictures=pictures,
            carried=_carry(checked.bundle),
            typed=request.form.get("reason", ""),
            error=error,
            stale=stale,
            may_publish=may_publish,
        )
        return page, 409 if stale else checked.status if checked.is_refused else 422 if error else 200

    def _carried(self) -> Bundle:
        """The set that the page carried. Raises Invalid, TooLarge."""
        try:
            data = base64.b64decode(request.form.get("carried", ""), validate=True)
        except (binascii.Error, ValueError):
            data = b""
        files, found = unpack(data, file="upload") if data else ({}, [])
        if not files or found:
            raise Invalid(field="files", message="upload them once more", message_zh="请重新上传")
        if request.form.get("complete") == "1":
            return from_files(files, name=request.form.get("name", "")[:120] or "package")
        return self._deployer.open(files)


def _carry(bundle: Bundle) -> str:
    """What the page gives back: the whole set, or only what came along on top of a version."""
    data = pack(given(bundle))
    if len(data) > LARGEST:
        raise TooLarge(what="upload", what_zh="上传", size=len(data), limit=LARGEST)
    return base64.b64encode(data).decode("ascii")


def _kind(one: Finding) -> str:
    if one.code.startswith(("PKG_", "SET_", "FILE_", "XML_", "KEY_", "CHECK_", "XPDL_")):
        return "reading"
    return "process" if one.file.endswith(DIAGRAMS) else "other"
