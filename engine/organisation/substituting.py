"""Commands on rules of substitution. Each refuses circles, and what somebody else has changed meanwhile."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import Connection, delete, insert, select, update

from engine.errors import Conflict, Invalid, NotFound
from engine.ids import new_id
from engine.organisation import people, substitution, tables
from engine.organisation.person import Language
from engine.organisation.substitution import Above, Substitution
from engine.store.uow import Transaction
from engine.store.upsert import insert_missing

table = tables.substitution
LONGEST_REASON = 500


class SubstituteCircle(Invalid):
    """This would close a circle: {path_en}. Choose somebody else, another period or fewer documents."""

    zh = "这样会形成循环：{path_zh}。请另选代理人，或调整期间、范围。"

    def __init__(self, *, path_zh: str, path_en: str) -> None:
        super().__init__(field="substitute", path_zh=path_zh, path_en=path_en)


class SameSubstitution(Conflict):
    """The same rule is there already: {name_en} stands in for this time and these documents."""

    zh = "已有相同的代理规则：该期间、该范围已由 {name_zh} 代理。"

    def __init__(self, *, name_zh: str, name_en: str) -> None:
        super().__init__(what="", name_zh=name_zh, name_en=name_en, field="substitute")


@dataclass(frozen=True, kw_only=True, slots=True)
class Terms:
    """What a rule says. `kinds`: none means everything; `up_to` in the company's currency; `valid_to` exclusive."""

    substitute_id: int
    valid_from: datetime
    valid_to: datetime | None = None
    kinds: frozenset[str] = frozenset()
    up_to: Decimal | None = None
    above: Above = "stays"
    reason: str = ""


def add_substitution(tx: Transaction, person_id: int, terms: Terms) -> int:
    """A new rule; its id. Raises SubstituteCircle, SameSubstitution, Invalid."""
    _hold(tx)
    _demand(tx, person_id, terms, but=0)
    values = {"person_id": person_id, "set_by": tx.by, "set_at": tx.now, **_values(terms)}
    rule_id = new_id()
    tx.connection.execute(insert(table).values(id=rule_id, **values))
    _tell(tx, "added", rule_id, values)
    return rule_id


def change_substitution(tx: Transaction, rule_id: int, terms: Terms, *, revision: int) -> None:
    """Let a rule say something else from now on. Raises also NotFound, Conflict."""
    _hold(tx)
    rule = _rule(tx, rule_id, revision)
    if rule.has_ended(tx.now):
        raise Conflict(what="the substitution has ended", what_zh="该代理已结束")
    _demand(tx, rule.person_id, terms, but=rule_id)
    _write(tx, rule, set_by=tx.by, set_at=tx.now, **_values(terms))


def end_substitution(tx: Transaction, rule_id: int, *, revision: int | None = None) -> Substitution:
    """End a rule now; one that has not begun is taken away, one that is over stays as it is."""
    _hold(tx)
    rule = _rule(tx, rule_id, revision)
    if rule.valid_from >= tx.now:
        tx.connection.execute(delete(table).where(table.c.id == rule_id))
        _tell(tx, "removed", rule_id, {})
    elif not rule.has_ended(tx.now):
        _write(tx, rule, valid_to=tx.now)
    return rule


def _hold(tx: Transaction) -> None:
    """Two commands at once must not close a circle between them: the second one waits for the first."""
    insert_missing(tx.connection, tables.version, id=1, stamp=new_id())
    tx.connection.execute(select(tables.version.c.id).with_for_update())


def _rule(tx: Transaction, rule_id: int, revision: int | None) -> Substitution:
    query = select(table.c.id).where(table.c.id == rule_id).with_for_update()
    found = substitution.by_id(tx.connection, tx.connection.scalar(query) or 0)
    if found is None:
        raise NotFound(what="substitution", id=rule_id, what_zh="代理规则")
    if revision is not None and revision != found.revision:
        raise Conflict(
            what="the substitution has been changed meanwhile",
            what_zh="该代理规则已被修改",
            revision=found.revision,
        )
    return found


def _write(tx: Transaction, rule: Substitution, **values: object) -> None:
    changed = {**values, "revision": rule.revision + 1}
    tx.connection.execute(update(table).where(table.c.id == rule.id).values(**changed))
    _tell(tx, "changed", rule.id, changed)


def _tell(tx: Transaction, what: str, rule_id: int, values: Mapping[str, object]) -> None:
    """The audit event. Rules are read from the store each time: no other process remembers anything of them."""
    facts = {
        name: value if isinstance(value, bool | int | None) else str(value) for name, value in values.items()
    }
    tx.audit(f"organisation.substitution_{what}", payload={"rule": rule_id, **facts})


def _values(terms: Terms) -> dict[str, object]:
    return {
        "substitute_id": terms.substitute_id,
        "valid_from": terms.valid_from,
        "valid_to": terms.valid_to,
        "kinds": json.dumps(sorted(terms.kinds), ensure_ascii=False),
        "up_to": terms.up_to,
        "above": terms.above if terms.up_to is not None else "stays",
        "reason": terms.reason.strip()[:LONGEST_REASON],
    }


def _demand(tx: Transaction, person_id: int, terms: Terms, *, but: int) -> None:
    connection = tx.connection
    if terms.valid_to is not None and terms.valid_to <= max(terms.valid_from, tx.now):
        raise Invalid(
            field="until", message="after the beginning, and not past", message_zh="须晚于开始，且不能已过"
        )
    if terms.substitute_id == person_id:
        raise Invalid(field="substitute", message="somebody else", message_zh="不能是本人")
    found = people.person(connection, terms.substitute_id)
    if found is None or not found.is_active:
        raise Invalid(field="substitute", message="an active person", message_zh="应为在职人员")
    _refuse_the_same(connection, person_id, terms, but)
    _refuse_circle(connection, person_id, terms, but)


def _refuse_the_same(connection: Connection, person_id: int, terms: Terms, but: int) -> None:
    """Sent twice it is one rule."""
    for rule in substitution.of_people(connection, [person_id], terms.valid_from, terms.valid_to):
        same = (rule.substitute_id, rule.valid_from, rule.valid_to, rule.kinds, rule.up_to)
        told = (terms.substitute_id, terms.valid_from, terms.valid_to, terms.kinds, terms.up_to)
        if rule.id != but and same == told:
            zh, en = _names(connection, [terms.substitute_id])
            raise SameSubstitution(name_zh=zh, name_en=en)


def _refuse_circle(connection: Connection, person_id: int, terms: Terms, but: int) -> None:
    """Follow the rules from the substitute on, within the period and the kinds: nobody may come back.

    What goes to a superior above a limit is not followed: nobody named him, and a chain never comes to one twice.
    """
    paths: list[tuple[int, ...]] = [(person_id, terms.substitute_id)]
    periods = {paths[0]: (terms.valid_from, terms.valid_to, terms.kinds)}
    while paths:
        path = paths.pop(0)
        since, until, kinds = periods.pop(path)
        rules = substitution.of_people(connection, [path[-1]], since, until)
        for rule in rules:
            stand_in = rule.substitute_id
            if rule.id == but or (kinds and rule.kinds and kinds.isdisjoint(rule.kinds)):
                continue
            if stand_in == person_id:
                zh, en = _names(connection, [*path, stand_in])
                raise SubstituteCircle(path_zh=zh, path_en=en)
            if stand_in in path:
                continue
            longer = (*path, stand_in)
            ends = [end for end in (until, rule.valid_to) if end is not None]
            both = kinds & rule.kinds if kinds and rule.kinds else kinds or rule.kinds
            paths.append(longer)
            periods[longer] = (max(since, rule.valid_from), min(ends, default=None), both)


def _names(connection: Connection, ids: Iterable[int]) -> tuple[str, str]:
    found = [people.person(connection, one) for one in ids]
    langs: tuple[Language, Language] = ("zh", "en")
    zh, en = (
        " → ".join(one.name if lang == "zh" else one.name_en for one in found if one is not None)
        for lang in langs
    )
    return zh, en
