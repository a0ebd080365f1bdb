"""Acting: claim, release, transfer, complete, and keeping what is typed meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, flash, jsonify, make_response, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from engine.errors import EngineError, NotFound
from engine.organisation import Person
from engine.service import Answer
from forms.accounts import signed_in
from forms.files import answer as answer_file
from forms.files import received
from forms.schema import FieldError
from forms.shell import formats, is_fragment, lang
from forms.shell import gettext as _
from worklist import files, participants, queries
from worklist.case import Case
from worklist.cursor import Cursor
from worklist.decisions import ACTION, LONGEST_OPINION, OPINION
from worklist.errors import FormRefused, OpinionMissing
from worklist.items import Item
from worklist.queries import Box
from worklist.service import Worklist
from worklist.task_form import NO_FORM, TaskForm
from worklist.web.document_fields import document_values, without_document
from worklist.web.outcome import Outcome, of_completion
from worklist.web.pages import Pages
from worklist.web.request import box, revision, submission, whose
from worklist.web.task import PAGE_NAMES, Typed


class Acts:
    """The views that change something; each is one command."""

    def __init__(self, *, worklist: Worklist) -> None:
        self._worklist = worklist
        self._pages = Pages(worklist=worklist)

    def claim(self, item_id: int) -> BaseResponse:
        """Take it; the same task stays open, now with its buttons."""
        person = signed_in()
        self._worklist.claim(person, item_id, revision=revision())
        return self._open(person, item_id, Outcome(_("Claimed: it is yours now")))

    def release(self, item_id: int) -> BaseResponse:
        """Give it back to its candidates."""
        person = signed_in()
        self._worklist.release(person, item_id, revision=revision())
        return self._open(person, item_id, Outcome(_("Released: others can take it")))

    def transfer(self, item_id: int) -> BaseResponse:
        """Hand it to somebody else. A refusal is shown inside the dialogue, which keeps what was typed."""
        person, to = signed_in(), request.form.get("to", "")
        before = self._item(person, item_id)
        try:
            self._worklist.transfer(
                person, item_id, to=to, reason=request.form.get("reason", ""), revision=revision()
            )
        except NotFound:
            raise
        except EngineError as refusal:
            if not is_fragment():
                raise
            return strip(refusal, "#wl-transfer-problem")
        with self._worklist.store.read() as connection:
            name = participants.label(connection, to, lang())
        return self._go_on(person, before, Outcome(_("Transferred to %(name)s", name=name)))

    def complete(self, item_id: int) -> BaseResponse:
        """Complete or decide; then the next task opens. What is refused comes back with all that was typed."""
        person = signed_in()
        with self._worklist.store.read() as connection:
            case = self._worklist.case(connection, person, item_id)
        if case.asks_opinion:
            return self._give(person, case, {OPINION: request.form.get(OPINION, "")}, MultiDict(request.form))
        form = case.form or TaskForm(form=NO_FORM, rights={})
        try:
            sent = self._with_files(person, case)
        except FormRefused as refusal:
            return self._again(person, item_id, _typed(refusal), refusal)
        posted = form.read(without_document(sent), page_names=PAGE_NAMES)
        if posted.edited:
            return self._again(person, item_id, Typed(pairs=_pairs(sent), submission=submission() or ""))
        values = {**posted.values, **document_values(case.opened, sent)}
        return self._give(person, case, values, sent)

    def _give(
        self, person: Person, case: Case, values: Mapping[str, Any], sent: MultiDict[str, str]
    ) -> BaseResponse:
        """Hand the values over; what is refused comes back with all that was typed."""
        item_id = case.item.id
        try:
            answer = self._worklist.complete_case(
                person, case, values, revision=revision(), submission=submission()
            )
        except (FormRefused, OpinionMissing) as refusal:
            return self._again(person, item_id, _typed(refusal, sent), refusal)
        except NotFound:
            raise
        except EngineError as refusal:
            return self._again(person, item_id, Typed(pairs=_pairs(sent)), refusal)
        return self._go_on(person, case.item, self._outcome(case.item, answer))

    def file(self, upload_id: int) -> BaseResponse:
        """A file that somebody handed over in a form of this instance; pictures and PDFs are shown."""
        with self._worklist.store.read() as connection:
            now = self._worklist.store.clock.now()
            one = files.readable(connection, signed_in(), upload_id, now)
        return answer_file(
            self._worklist.store,
            file_id=one.file_id,
            name=one.name,
            media_type=one.media_type,
            size=one.size,
            sha256=one.sha256,
            view=True,
        )

    def _with_files(self, person: Person, case: Case) -> MultiDict[str, str]:
        """What was typed, with the ids of files that came along: they are kept before anything is judged.

        Raises FormRefused for a file that is not taken.
        """
        sent = MultiDict(request.form)
        for component in files.fields_of(case.form):
            key = component.key or ""
            chosen = [one for one in request.files.getlist(key) if one.filename]
            if not chosen:
                continue
            try:
                given = received(chosen)
            except EngineError as refusal:
                why = {"why": refusal.text("en"), "why_zh": refusal.text("zh")}
                raise FormRefused({key: [FieldError(code="FILE_REFUSED", args=why)]}) from refusal
            for number in self._worklist.keep_files(person, case.item.id, given):
                sent.add(key, str(number))
        return sent

    def draft(self, item_id: int) -> Response:
        """Keep what is typed so far."""
        self._worklist.save_draft(signed_in(), item_id, _pairs())
        return jsonify(saved_at=self._worklist.store.clock.now().isoformat())

    def phrase(self, item_id: int) -> BaseResponse:
        """Add a phrase to the opinion: only the field for htmx, else the whole page."""
        person = signed_in()
        pairs = MultiDict(_pairs())
        before = pairs.get(OPINION, "").rstrip()
        phrase = request.form.get("phrase", "")[:200]
        pairs[OPINION] = (f"{before}\n{phrase}" if before else phrase)[:LONGEST_OPINION]
        if is_fragment():
            return make_response(
                render_template("worklist/opinion.html", opinion=pairs[OPINION], opinion_error="")
            )
        return self._again(
            person, item_id, Typed(pairs=list(pairs.items(multi=True)), submission=submission() or "")
        )

    def _outcome(self, item: Item, answer: Answer) -> Outcome:
        with self._worklist.store.read() as connection:
            return of_completion(
                connection,
                answer,
                request.form.get(ACTION, ""),
                root_id=item.root_id,
                names=self._worklist.names,
                lang=lang(),
            )

    def _item(self, person: Person, item_id: int) -> Item:
        with self._worklist.store.read() as connection:
            return self._worklist.case(connection, person, item_id).item

    def _open(self, person: Person, item_id: int, outcome: Outcome) -> BaseResponse:
        """The same task after an act."""
        if not is_fragment():
            flash(outcome.text, outcome.tone)
            return redirect(url_for("worklist.task", item_id=item_id, box=box()), code=303)
        with self._worklist.store.read() as connection:
            page = self._pages.page(connection, person, item_id)
            shown = self._pages.shown(connection, person, box())
        return make_response(
            render_template("worklist/after.html", page=page, shown=shown, open_id=item_id, outcome=outcome)
        )

    def _go_on(self, person: Person, done: Item, outcome: Outcome) -> BaseResponse:
        """The next task of the box, or the box if nothing is left."""
        here = box()
        with self._worklist.store.read() as connection:
            following = self._following(connection, person, done, here)
            url = (
                url_for("worklist.boxes", box=here)
                if following is None
                else url_for("worklist.task", item_id=following, box=here)
            )
            if not is_fragment():
                flash(outcome.text, outcome.tone)
                return redirect(url, code=303)
            page = None if following is None else self._pages.page(connection, person, following)
            shown = self._pages.shown(connection, person, here)
        response = make_response(
            render_template("worklist/after.html", page=page, shown=shown, open_id=following, outcome=outcome)
        )
        response.headers["HX-Push-Url"] = url
        return response

    def _following(self, connection: Connection, person: Person, done: Item, here: Box) -> int | None:
        """What stood behind the item that is done; at the end of the box its first."""
        if here not in ("mine", "claim"):
            here = "mine"
        reader = queries.reader(connection, person, self._worklist.store.clock.now(), whose())
        behind = queries.page(connection, reader, here, after=Cursor(done.due_at, done.id), limit=1).ids
        found = behind or queries.page(connection, reader, here, limit=1).ids
        return next((one for one in found if one != done.id), None)

    def _again(
        self, person: Person, item_id: int, typed: Typed, refusal: EngineError | None = None
    ) -> BaseResponse:
        """The same page with everything typed, and what was refused at the place it concerns."""
        with self._worklist.store.read() as connection:
            if refusal is not None:
                refusal = participants.named(connection, refusal, lang())
            page = self._pages.page(connection, person, item_id, typed)
            closed_at = page.case.item.closed_at
            if refusal is not None and closed_at is not None and "at" in refusal.facts:
                refusal.facts["at"] = formats().datetime(closed_at)  # the engine knows no reader's time zone
            if is_fragment():
                response = make_response(
                    render_template("worklist/task.html", page=page, refusal=refusal, box=box())
                )
            else:
                shown = self._pages.shown(connection, person, box())
                response = make_response(
                    render_template(
                        "worklist/page.html", shown=shown, page=page, open_id=item_id, refusal=refusal
                    )
                )
        if refusal is not None:
            response.status_code = refusal.status
            retry_after = getattr(refusal, "retry_after", 1 if refusal.status == 423 else None)
            if retry_after is not None:
                response.headers["Retry-After"] = str(retry_after)
        return response


def _typed(refusal: FormRefused | OpinionMissing, sent: MultiDict[str, str] | None = None) -> Typed:
    errors = refusal.errors if isinstance(refusal, FormRefused) else {}
    about_opinion = isinstance(refusal, OpinionMissing)
    sentences = refusal.sentences(lang()) if isinstance(refusal, FormRefused) else {}
    return Typed(
        pairs=_pairs(sent),
        errors=errors,
        opinion_error=refusal.text(lang()) if about_opinion else sentences.get(OPINION, ""),
        submission=submission() or "",
    )


def _pairs(sent: MultiDict[str, str] | None = None) -> list[tuple[str, str]]:
    """The fields as the browser sent them (or `sent`), without those of the page."""
    given = request.form if sent is None else sent
    return [(name, text) for name, text in given.items(multi=True) if name not in PAGE_NAMES]


def strip(refusal: EngineError, target: str) -> Response:
    response = make_response(render_template("worklist/refusal.html", refusal=refusal))
    response.status_code = refusal.status
    response.headers["HX-Retarget"] = target
    response.headers["HX-Reswap"] = "innerHTML"
    response.headers["HX-Push-Url"] = "false"
    return response
