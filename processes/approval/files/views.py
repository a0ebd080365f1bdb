"""Flows taken out as a file; the page at /rules/import: hand a file over, look at it, take it in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response as BaseResponse

from engine.store.uow import Store
from forms.accounts import require, signed_in
from forms.shell import gettext as _
from forms.shell import lang
from processes.approval import policies
from processes.approval.documents import Documents
from processes.approval.errors import DraftChanged
from processes.approval.files import importing, writing
from processes.approval.files.errors import ChangedSincePreview, FileRefused, NothingToImport, Placed
from processes.approval.files.planning import LEFT_OUT, NEW, Plan, plan
from processes.approval.files.reading import MOST_FLOWS, FlowFile, decoded, read

Options = Sequence[tuple[str, str]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Handed:
    """What was handed over: the text, and into which flow each of its flows goes."""

    text: str
    into: Mapping[int, str]
    stamp: str = ""


class FilePages:
    """The views about files of flows."""

    def __init__(self, *, store: Store, documents: Documents) -> None:
        self._store = store
        self._documents = documents

    @require("rules", "view")
    def export(self) -> Response:
        """All flows, or those of a type (`type`), in one file."""
        kind = request.args.get("type") or None
        with self._store.read() as connection:
            text = writing.all_flows(
                connection, kind, at=self._store.clock.now(), origin=request.host_url.rstrip("/")
            )
        return _file(text, kind or "approval")

    @require("rules", "view")
    def export_flow(self, key: str) -> Response:
        """One flow: the version that is named, else its draft, else what is in force."""
        number = request.args.get("version", type=int)
        with self._store.read() as connection:
            text = writing.one_flow(
                connection, key, number, at=self._store.clock.now(), origin=request.host_url.rstrip("/")
            )
        return _file(text, key)

    @require("rules", "define")
    def show(self) -> Response:
        """The page on which a file is handed over; `into` names the flow it is meant for."""
        return self._answer(Handed(text="", into={0: request.args.get("into", "")}))

    @require("rules", "define")
    def take(self) -> BaseResponse:
        """Look at what a file would do, or take it in. What was pasted comes back with every refusal."""
        handed = Handed(text=request.form.get("text", ""), into=_into(), stamp=request.form.get("stamp", ""))
        try:
            handed = Handed(text=_text(), into=handed.into, stamp=handed.stamp)
            if request.form.get("action") != "take":
                return self._answer(handed, read(handed.text))
            with self._store.begin(by=signed_in().id, action="rules.import") as tx:
                done = importing.take(
                    tx, self._documents, handed.text, handed.into, stamp=handed.stamp, lang=lang()
                )
        except FileRefused as refused:
            return self._answer(handed, faults=refused.faults, status=422)
        except (ChangedSincePreview, DraftChanged, NothingToImport) as refusal:
            return self._answer(
                handed, read(handed.text), refusal=refusal.text(lang()), status=refusal.status
            )
        names = ("、" if lang() == "zh" else ", ").join(one.key for one in done)
        flash(
            _("In the drafts now: %(flows)s. Nothing is in force before it is published.", flows=names), "ok"
        )
        target = url_for("rules.flow", key=done[0].key) if len(done) == 1 else url_for("rules.index")
        return redirect(target, code=303)

    def _answer(
        self,
        handed: Handed,
        flows: Sequence[FlowFile] | None = None,
        *,
        faults: Sequence[Placed] = (),
        refusal: str = "",
        status: int = 200,
    ) -> Response:
        with self._store.read() as connection:
            found = (
                plan(
                    connection,
                    self._documents,
                    handed.text,
                    flows,
                    handed.into,
                    lang(),
                    at=self._store.clock.now(),
                )
                if flows
                else None
            )
            html = render_template(
                "rules/import.html",
                text=handed.text,
                into=handed.into.get(0, ""),
                plan=found,
                targets=_targets(connection, found) if found else {},
                faults=[one.text(lang()) for one in faults],
                refusal=refusal,
            )
        return make_response(html, status)


def _targets(connection: Connection, found: Plan) -> dict[str, Options]:
    """Type of document → where a flow of it may go."""
    known = policies.policies(connection)
    return {
        kind: [
            *(
                (one.key, _("Draft of “%(flow)s”", flow=one.title(lang())))
                for one in known
                if one.document_type == kind
            ),
            (NEW, _("A new flow")),
            (LEFT_OUT, _("Leave it out")),
        ]
        for kind in {one.file.document_type for one in found.flows}
    }


def _text() -> str:
    """The file, else what is pasted; with the line ends of files."""
    upload = request.files.get("file")
    if upload is not None and upload.filename:
        return decoded(upload.stream.read())
    return request.form.get("text", "").replace("\r\n", "\n").removeprefix("\ufeff")


def _into() -> dict[int, str]:
    given = {number: request.form.get(f"into-{number}", "") for number in range(MOST_FLOWS)}
    return {number: key for number, key in given.items() if key}


def _file(text: str, name: str) -> Response:
    answer = Response(text, mimetype="application/json")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}{writing.SUFFIX}"'
    return answer
