"""Setting, changing and ending rules of substitution; telling those whom it concerns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import Connection

from adapters.crm.notices import tell
from engine import organisation
from engine.errors import NotFound
from engine.organisation import Person, Substitution, who_may_sentence
from engine.organisation import substitution as rules
from engine.organisation.snapshot import COMPANY_ZONE
from engine.store.uow import Transaction
from worklist.hooks import Hooks
from worklist.service import Worklist
from worklist.substitutes.errors import NotForOthers, WhyForAnother
from worklist.substitutes.reading import Typed, first_day, last_day, terms_of

ABOUT = "substitution"
LATELY = timedelta(days=30)
RIGHTS = (("work_item", "assign"), ("organisation", "administer"))
"""One of them, reaching the absent person, lets somebody set a substitute for another."""


class Substitutes:
    """Rules of substitution of one store, as people may see and set them."""

    def __init__(self, *, worklist: Worklist) -> None:
        self.worklist = worklist
        self.store = worklist.store
        self.hooks: Hooks = worklist.hooks

    @property
    def today(self) -> date:
        """The day it is at the company."""
        return self.store.clock.now().astimezone(COMPANY_ZONE).date()

    def mine(self, connection: Connection, person: Person) -> Sequence[Substitution]:
        """Rules of this person and those that name him: running, coming and lately ended."""
        return rules.concerning(connection, person.id, self.store.clock.now() - LATELY)

    def overview(self, connection: Connection, person: Person) -> Sequence[Substitution]:
        """All rules that hold or will, of people this person may set them for."""
        found = rules.not_ended(connection, self.store.clock.now())
        return [one for one in found if may_set(connection, person, one.person_id)]

    def one(self, connection: Connection, person: Person, rule_id: int) -> Substitution:
        """A rule that concerns the person, or that he may set. Raises NotFound."""
        found = rules.by_id(connection, rule_id)
        seen = found is not None and (
            person.id in (found.person_id, found.substitute_id)
            or may_set(connection, person, found.person_id)
        )
        if found is None or not seen:
            raise NotFound(what="substitution", id=rule_id, what_zh="代理规则")
        return found

    def add(self, person: Person, absent: str, typed: Typed) -> int:
        """Set a substitute for `absent` (a login). Raises NotForOthers, Invalid, Conflict."""
        with self.store.begin(by=person.id, action="substitution.add") as tx:
            whom = organisation.by_login(tx.connection, absent)
            if whom is None:
                raise NotFound(what="person", id=absent)
            self._demand(tx.connection, person, whom, typed.reason)
            terms = terms_of(tx.connection, typed, today=self.today, known=self._known(tx.connection))
            made = organisation.add_substitution(tx, whom.id, terms)
            _tell(tx, made, person, "set")
        return made

    def change(self, person: Person, rule_id: int, typed: Typed, *, revision: int) -> None:
        """Let a rule say something else. Raises as `add`."""
        with self.store.begin(by=person.id, action="substitution.change") as tx:
            rule = self.one(tx.connection, person, rule_id)
            self._demand(tx.connection, person, _person(tx.connection, rule.person_id), typed.reason)
            known = self._known(tx.connection)
            terms = terms_of(tx.connection, typed, today=self.today, known=known, before=rule)
            organisation.change_substitution(tx, rule_id, terms, revision=revision)
            if terms.substitute_id != rule.substitute_id:
                _tell_person(tx, rule, rule.substitute_id, person, "end")
            _tell(tx, rule_id, person, "change")

    def end(self, person: Person, rule_id: int, *, revision: int | None = None) -> None:
        """End a rule now. Raises NotForOthers, NotFound, Conflict."""
        with self.store.begin(by=person.id, action="substitution.end") as tx:
            rule = self.one(tx.connection, person, rule_id)
            whom = _person(tx.connection, rule.person_id)
            if person.id != rule.substitute_id:  # whoever stands in may stop doing so
                self._demand(tx.connection, person, whom, None)
            ended = rule.has_ended(tx.now)
            organisation.end_substitution(tx, rule_id, revision=revision)
            if not ended:
                for one in {rule.person_id, rule.substitute_id} - {person.id}:
                    _tell_person(tx, rule, one, person, "end")

    def _known(self, connection: Connection) -> set[str]:
        return {one.code for one in self.hooks.kinds(connection, "zh")}

    def _demand(self, connection: Connection, person: Person, whom: Person, reason: str | None) -> None:
        if person.id == whom.id:
            return
        if not may_set(connection, person, whom.id):
            resource, action = RIGHTS[0]
            raise NotForOthers(
                name_zh=whom.name,
                name_en=whom.name_en,
                who_zh=who_may_sentence(connection, resource, action, "zh"),
                who_en=who_may_sentence(connection, resource, action, "en"),
            )
        if reason is not None and len(reason.strip()) < 2:
            raise WhyForAnother


def may_set(connection: Connection, person: Person, absent_id: int) -> bool:
    """Whether somebody may set substitutes for this person: himself, or whoever may give away his work."""
    if person.id == absent_id:
        return True
    return any(
        organisation.sees(connection, person, scope, absent_id)
        for scope in (organisation.may(connection, person, *right) for right in RIGHTS)
        if scope is not None
    )


def sets_for_others(connection: Connection, person: Person) -> bool:
    """Whether somebody may set substitutes for anybody but himself."""
    return any(organisation.may(connection, person, *right) is not None for right in RIGHTS)


def _person(connection: Connection, person_id: int) -> Person:
    found = organisation.person(connection, person_id)
    assert found is not None
    return found


def _tell(tx: Transaction, rule_id: int, by: Person, what: str) -> None:
    rule = rules.by_id(tx.connection, rule_id)
    assert rule is not None
    for one in {rule.person_id, rule.substitute_id} - {by.id}:
        _tell_person(tx, rule, one, by, what)


_WORDS = {
    "set": ("设置了代理", "has set a substitution"),
    "change": ("修改了代理", "has changed a substitution"),
    "end": ("结束了代理", "has ended a substitution"),
}


def _tell_person(tx: Transaction, rule: Substitution, person_id: int, by: Person, what: str) -> None:
    reader, absent = _person(tx.connection, person_id), _person(tx.connection, rule.person_id)
    stand_in, last = _person(tx.connection, rule.substitute_id), last_day(rule)
    zh, en = _WORDS[what]
    if reader.language == "en":
        until = f"until {last}" if last else "until further notice"
        text = (
            f"{by.name_en} {en}: {stand_in.name_en} stands in for {absent.name_en},"
            f" from {first_day(rule)} {until}."
        )
    else:
        until = f"至 {last}" if last else "起，结束时间未定"
        text = f"{by.name}{zh}：{stand_in.name} 代理 {absent.name}，{first_day(rule)} {until}。"
    tell(tx, person_id, text, about=(ABOUT, rule.id))
