"""The pages of reading along: the box of copies, one case, and copying, commenting, taking back."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from engine.errors import EngineError, NotFound
from engine.organisation import Person
from forms.accounts import signed_in
from forms.shell import gettext as _
from forms.shell import is_fragment, lang
from processes.approval.circulation import copying
from processes.approval.withdrawal import withdraw_in
from worklist import left_behind, queries
from worklist.checking import reason_of
from worklist.circulation import Comments, Copies
from worklist.circulation import box as copy_box
from worklist.circulation.seeing import root_seen
from worklist.queries import BOXES
from worklist.service import Worklist
from worklist.web.acts import strip
from worklist.web.case_page import case_page


class CasePages:
    """The views; a refusal of a dialogue is shown inside it, which keeps what was typed."""

    def __init__(self, *, worklist: Worklist) -> None:
        self._worklist = worklist
        self._copies = Copies(worklist)
        self._comments = Comments(worklist)

    def copies(self) -> str:
        """The box of copies, all or unread."""
        person, unread = signed_in(), request.args.get("show") == "unread"
        after = request.args.get("after", type=int)
        with self._worklist.store.read() as connection:
            reader = queries.reader(connection, person, self._worklist.store.clock.now())
            found = copy_box.page(connection, person, unread=unread, after=after)
            return render_template(
                "worklist/copies.html",
                lines=copy_box.lines(connection, found.rows, self._worklist.names, lang()),
                next=found.next,
                unread_only=unread,
                unread=copying.unread_count(connection, person),
                left=left_behind.count(connection, person),
                counts={one: queries.count(connection, reader, one) for one in BOXES},
            )

    def read_all(self) -> BaseResponse:
        """All copies have been read."""
        self._copies.read(signed_in())
        flash(_("All copies are marked as read."), "ok")
        return redirect(url_for("worklist.copies"), code=303)

    def show(self, root_id: int) -> BaseResponse:
        """One case. Whoever opens it has read his copy of it."""
        return self._page(signed_in(), root_id)

    def copy(self, root_id: int) -> BaseResponse:
        """Send copies."""
        person, form = signed_in(), request.form

        def act() -> str:
            given = self._copies.give(
                person,
                root_id,
                people=[one for one in form.getlist("people") if one],
                positions=[one for one in form.getlist("positions") if one],
                note=form.get("note", ""),
            )
            names = ("、" if lang() == "zh" else ", ").join(one.label(lang()) for one in given)
            return str(_("Copies sent to %(names)s", names=names))

        return self._in_dialog(root_id, act, "#wl-copy-problem")

    def comment(self, root_id: int) -> BaseResponse:
        """Say something without deciding."""
        person, form = signed_in(), request.form

        def act() -> str:
            mention = [one for one in form.getlist("mention") if one]
            self._comments.add(person, root_id, text=form.get("text", ""), mention=mention)
            return str(_("The comment is in the record."))

        return self._in_dialog(root_id, act, "#wl-comment-problem")

    def delete_comment(self, comment_id: int) -> BaseResponse:
        """Take a comment of one's own back."""
        root_id = self._comments.delete(signed_in(), comment_id)
        flash(_("The comment is deleted."), "ok")
        return redirect(url_for("worklist.case", root_id=root_id), code=303)

    def withdraw(self, root_id: int) -> BaseResponse:
        """Take the document back."""
        person = signed_in()

        def act() -> str:
            reason = reason_of(request.form.get("reason", ""))
            with self._worklist.store.begin(by=person.id, action="withdraw") as tx:
                root_seen(tx.connection, person, root_id)
                withdraw_in(self._worklist.engine, tx, person, root_id, reason)
            return str(_("Taken back. It can be changed and submitted again."))

        return self._in_dialog(root_id, act, "#wl-withdraw-problem")

    def _in_dialog(self, root_id: int, act: Callable[[], str], problem: str) -> BaseResponse:
        """Back to where it was asked for: the case, or the task (`item`)."""
        person = signed_in()
        try:
            said = act()
        except NotFound:
            raise
        except EngineError as refusal:
            return strip(refusal, problem) if is_fragment() else self._page(person, root_id, refusal)
        flash(said, "ok")
        item_id = request.form.get("item", type=int)
        url = (
            url_for("worklist.case", root_id=root_id)
            if item_id is None
            else url_for("worklist.task", item_id=item_id, box=request.form.get("box", "mine"))
        )
        if not is_fragment():
            return redirect(url, code=303)
        response = make_response("", 204)
        response.headers["HX-Redirect"] = url
        return response

    def _page(self, person: Person, root_id: int, refusal: EngineError | None = None) -> BaseResponse:
        worklist = self._worklist
        with worklist.store.read() as connection:
            root = root_seen(connection, person, root_id)
            unread = person.id in copying.unread(connection, root.id)
        if unread:
            self._copies.read(person, root.id)
        with worklist.store.read() as connection:
            page = case_page(
                connection, worklist, person, root_id, lang=lang(), now=worklist.store.clock.now()
            )
            html = render_template("worklist/case.html", page=page, refusal=refusal, typed=request.form)
        return make_response(html, 200 if refusal is None else refusal.status)
