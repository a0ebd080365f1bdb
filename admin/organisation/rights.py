"""The table of rights of one position: what may be given, what was changed, and what a change means."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from engine.organisation import ACTIONS, RESOURCES, Language, Scope
from engine.organisation.snapshot import Snapshot, snapshot
from engine.organisation.standard import GRANTS
from forms.shell import gettext as _

#: What a cell says: how far, forbidden, or nothing.
FORBIDDEN, NOTHING = "no", ""
REACHES = (NOTHING, *(str(scope) for scope in Scope), FORBIDDEN)
#: Actions with a column of their own; all others stand in the last one.
COLUMNS = ("view", "add", "edit", "delete", "import", "export", "submit", "approve")
Key = tuple[str, str]


def groups() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Resources as the table groups them, with titles in the reader's language."""
    return (
        (_("Customers and sales"), ("account", "contact", "lead", "opportunity", "competitor", "task")),
        (_("Quotes, contracts and orders"), ("quote", "contract", "order", "delivery", "stock", "return")),
        (_("Money"), ("receipt", "payment", "ledger", "bank_account", "credit", "cost", "discount")),
        (_("Service"), ("feedback", "knowledge", "archive")),
        (_("Products, information and figures"), ("product", "announcement", "analysis", "private")),
        (_("Processes"), ("work_item", "definition", "rules", "instance", "incident", "calendar")),
        (_("Platform"), ("settings", "organisation", "audit", "system")),
    )


def reach_words() -> dict[str, str]:
    """What a cell says, in the reader's language."""
    return {
        NOTHING: _("none"),
        "own": _("own"),
        "subordinate": _("team"),
        "department": _("department"),
        "plate": _("plate"),
        "all": _("everything"),  # “all” is a way of approving elsewhere
        FORBIDDEN: _("forbidden"),
    }


def offered(now: Snapshot) -> Mapping[str, frozenset[str]]:
    """resource → actions that mean something there: what some position holds, or held at the start."""
    found: dict[str, set[str]] = {resource: {"view"} for resource in RESOURCES}
    for scopes in GRANTS.values():
        for resources in scopes.values():
            for resource, actions in resources.items():
                found[resource].update(actions.split())
    for _code, resource, action in (*now.allowed, *now.denied):
        found[resource].add(action)
    return {resource: frozenset(actions) for resource, actions in found.items()}


def held(now: Snapshot, code: str) -> dict[Key, str]:
    """(resource, action) → what the position has: the widest reach, or forbidden."""
    found = {
        (resource, action): str(max(scopes, key=lambda scope: scope.width))
        for (position, resource, action), scopes in now.allowed.items()
        if position == code
    }
    return found | {(resource, action): FORBIDDEN for at, resource, action in now.denied if at == code}


def typed(form: Mapping[str, str], now: Snapshot, code: str) -> dict[Key, str]:
    """What a form asks for; cells it does not name stay as they are."""
    wanted = dict(held(now, code))
    for resource, actions in offered(now).items():
        for action in actions:
            value = form.get(f"r:{resource}:{action}")
            if value in REACHES:
                wanted[resource, action] = value
    return {key: value for key, value in wanted.items() if value}


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """One right that becomes another."""

    resource: str
    action: str
    before: str
    after: str

    def what(self, lang: Language) -> str:
        """“Customers: export”, in the reader's language."""
        at = 0 if lang == "zh" else 1
        resource = RESOURCES[self.resource][at]
        return f"{resource[:1].upper()}{resource[1:]} · {ACTIONS[self.action][at]}"

    @property
    def widens(self) -> bool:
        """Whether somebody may more than before."""
        return _width(self.after) > _width(self.before)


def changes(before: Mapping[Key, str], after: Mapping[Key, str]) -> list[Change]:
    """What differs, by resource."""
    order = {resource: number for number, resource in enumerate(RESOURCES)}
    keys = sorted(before.keys() | after.keys(), key=lambda key: (order[key[0]], key[1]))
    found = (
        Change(resource=key[0], action=key[1], before=before.get(key, ""), after=after.get(key, ""))
        for key in keys
    )
    return [change for change in found if change.before != change.after]


def as_rights(found: Sequence[Change]) -> dict[Key, Scope | bool | None]:
    """Changes as the command takes them."""
    return {(one.resource, one.action): _right(one.after) for one in found}


def separations(rights: Mapping[Key, str]) -> Iterator[tuple[str, bool]]:
    """Duties that are better apart: a sentence, and whether the position keeps them apart."""
    may: dict[str, set[str]] = defaultdict(set)
    for (resource, action), reach in rights.items():
        if reach not in (NOTHING, FORBIDDEN):
            may[action].add(resource)
    yield (
        _("Who enters payments does not approve them"),
        not {"payment"} <= (may["add"] | may["execute"]) & may["approve"],
    )
    yield (
        _("Who defines approval rules does not approve"),
        not ("rules" in may["define"] and may["approve"]),
    )
    yield (
        _("Who draws processes does not publish rules"),
        not ("definition" in may["edit"] and "rules" in may["publish"]),
    )
    yield (
        _("Who administers people does not approve documents"),
        not ("organisation" in may["administer"] and may["approve"]),
    )


def holders_of(connection: Connection, code: str, lang: Language) -> list[str]:
    """Names of those who hold the position today."""
    now = snapshot(connection)
    people = (now.persons[person_id] for person_id in now.holders.get(code, ()))
    return [one.name if lang == "zh" else one.name_en for one in people if one.is_active]


def _width(reach: str) -> int:
    if reach == FORBIDDEN:
        return -2
    return Scope(reach).width if reach else -1


def _right(reach: str) -> Scope | bool | None:
    if reach == FORBIDDEN:
        return False
    return Scope(reach) if reach else None
