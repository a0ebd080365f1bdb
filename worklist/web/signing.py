"""Acting on the signers of a task: delegate it, add people, remove them."""

from __future__ import annotations

from collections.abc import Callable

from flask import request
from werkzeug.wrappers import Response as BaseResponse

from engine.errors import EngineError, Invalid, NotFound, UrgedAlready
from engine.organisation import Person
from engine.service.signers import Kind
from forms.accounts import signed_in
from forms.shell import formats, is_fragment, lang
from forms.shell import gettext as _
from worklist import participants
from worklist.operations import OPERATION_OF, Operations
from worklist.service import Worklist
from worklist.urging import urge
from worklist.web.acts import Acts, strip
from worklist.web.outcome import Outcome
from worklist.web.request import revision

HOW: dict[str, Kind] = {"before": "before", "parallel": "parallel", "after": "after"}


class Signing(Acts):
    """The views; a refusal is shown inside the dialogue, which keeps what was typed."""

    def __init__(self, *, worklist: Worklist) -> None:
        super().__init__(worklist=worklist)
        self._operations = Operations(worklist)

    def delegate(self, item_id: int) -> BaseResponse:
        """Ask somebody for an opinion; the task comes back with it."""
        person, to = signed_in(), request.form.get("to", "")
        reason = request.form.get("reason", "")

        def act() -> Outcome:
            self._operations.delegate(person, item_id, to=to, reason=reason, revision=revision())
            return Outcome(_("Delegated to %(names)s", names=self._called([to])))

        return self._in_dialog(person, item_id, act, "#wl-delegate-problem")

    def add_signers(self, item_id: int) -> BaseResponse:
        """Have more people sign."""
        person, people = signed_in(), [one for one in request.form.getlist("people") if one]
        how = HOW.get(request.form.get("how", ""))
        if how is None:
            raise Invalid(field="how", message=", ".join(OPERATION_OF), message_zh="、".join(OPERATION_OF))

        def act() -> Outcome:
            self._operations.add_signers(
                person,
                item_id,
                how=how,
                people=people,
                reason=request.form.get("reason", ""),
                revision=revision(),
            )
            return Outcome(_("Asked to sign: %(names)s", names=self._called(people)))

        return self._in_dialog(person, item_id, act, "#wl-signers-problem")

    def remove_signer(self, item_id: int, signer_id: int) -> BaseResponse:
        """Take a signer out, or a delegated task back."""
        person = signed_in()

        def act() -> Outcome:
            self._operations.remove(person, item_id, signer_id, reason=request.form.get("reason", ""))
            return Outcome(_("Taken back"))

        return self._in_dialog(person, item_id, act, "#wl-problem")

    def urge(self, item_id: int) -> BaseResponse:
        """Ask those who have the task to do it."""
        person = signed_in()

        def act() -> Outcome:
            try:
                number = urge(self._worklist, person, item_id)
            except UrgedAlready as refusal:  # the engine knows no reader's time zone
                moments = {"at": refusal.last, "again": refusal.following}
                refusal.facts |= {name: formats().datetime(one) for name, one in moments.items()}
                raise
            return Outcome(_("Urged, time %(number)s", number=number))

        return self._in_dialog(person, item_id, act, "#wl-problem")

    def _in_dialog(
        self, person: Person, item_id: int, act: Callable[[], Outcome], problem: str
    ) -> BaseResponse:
        try:
            outcome = act()
        except NotFound:
            raise
        except EngineError as refusal:
            if not is_fragment():
                raise
            return strip(refusal, problem)
        return self._open(person, item_id, outcome)

    def _called(self, logins: list[str]) -> str:
        with self._worklist.store.read() as connection:
            names = [participants.label(connection, login, lang()) for login in logins]
        return ("、" if lang() == "zh" else ", ").join(names)
