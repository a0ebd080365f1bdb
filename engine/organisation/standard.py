"""The positions and rights a new platform starts with; administrators change them afterwards."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from engine.organisation import tables
from engine.organisation.changes import add_position, grant_all
from engine.organisation.person import Scope
from engine.store.uow import Transaction

#: code, Chinese name, English name, word before the surname, kind, rank
POSITIONS: tuple[tuple[str, str, str, str, str, int], ...] = (
    ("general_manager", "总经理", "General manager", "总经理", "management", 90),
    ("sales_director", "销售总监", "Sales director", "总监", "sales", 70),
    ("sales_manager", "销售经理", "Sales manager", "经理", "sales", 50),
    ("salesperson", "销售代表", "Sales representative", "销售", "sales", 20),
    ("marketing", "市场专员", "Marketing specialist", "市场", "marketing", 20),
    ("finance", "财务", "Finance officer", "财务", "finance", 50),
    ("service_manager", "服务经理", "Service manager", "服务经理", "service", 50),
    ("service_rep", "客服代表", "Service representative", "服务", "service", 20),
    ("warehouse", "仓库管理员", "Warehouse keeper", "仓库", "warehouse", 20),
    ("designer", "流程设计师", "Process designer", "设计", "technical", 40),
    ("supervisor", "流程主管", "Process supervisor", "主管", "management", 60),
    ("admin", "系统管理员", "Administrator", "管理员", "admin", 60),
)

_EVERYBODY_WORKS = {"work_item": "view"}

#: position → scope → resource → actions (space separated)
GRANTS: dict[str, dict[Scope, dict[str, str]]] = {
    "general_manager": {
        Scope.ALL: {
            "account": "view edit export",
            "contact": "view",
            "product": "view",
            "quote": "view approve print export",
            "cost": "view",
            "definition": "view",
            "rules": "view",
            "instance": "view",
            **_EVERYBODY_WORKS,
        },
    },
    "sales_director": {
        Scope.SUBORDINATE: {
            "account": "view add edit assign export",
            "contact": "view add edit",
            "quote": "view add edit submit approve print export",
            "instance": "view start cancel",
        },
        Scope.ALL: {
            "product": "view",
            "cost": "view",
            "definition": "view",
            "rules": "view",
            **_EVERYBODY_WORKS,
        },
    },
    "sales_manager": {
        Scope.SUBORDINATE: {
            "account": "view add edit assign export",
            "contact": "view add edit",
            "quote": "view add edit submit approve print export",
            "instance": "view start cancel",
        },
        Scope.ALL: {
            "product": "view",
            "cost": "view",
            "definition": "view",
            "rules": "view",
            **_EVERYBODY_WORKS,
        },
    },
    "salesperson": {
        Scope.OWN: {
            "account": "view add edit",
            "contact": "view add edit",
            "quote": "view add edit submit print",
            "instance": "view start cancel",
        },
        Scope.ALL: {"product": "view", "cost": "view", "definition": "view", **_EVERYBODY_WORKS},
    },
    "marketing": {
        Scope.ALL: {"account": "view", "contact": "view", "product": "view", **_EVERYBODY_WORKS},
    },
    "finance": {
        Scope.ALL: {
            "account": "view edit",
            "contact": "view",
            "product": "view",
            "quote": "view approve print export",
            "cost": "view",
            "definition": "view",
            "instance": "view",
            **_EVERYBODY_WORKS,
        },
    },
    "service_manager": {
        Scope.ALL: {
            "account": "view edit",
            "contact": "view add edit",
            "product": "view",
            **_EVERYBODY_WORKS,
        },
        Scope.SUBORDINATE: {"instance": "view start cancel"},
    },
    "service_rep": {
        Scope.ALL: {"account": "view", "contact": "view add edit", "product": "view", **_EVERYBODY_WORKS},
        Scope.OWN: {"instance": "view start cancel"},
    },
    "warehouse": {
        Scope.ALL: {"product": "view", **_EVERYBODY_WORKS},
    },
    "designer": {
        Scope.ALL: {
            "definition": "view edit publish",
            "rules": "view",
            "product": "view",
            **_EVERYBODY_WORKS,
        },
        # tries out what he draws; what others' instances hold (customers, prices) is none of his business
        Scope.OWN: {"instance": "view start"},
    },
    "supervisor": {
        Scope.ALL: {
            "account": "view",
            "contact": "view",
            "product": "view",
            "quote": "view",
            "definition": "view",
            "rules": "view",
            "instance": "view suspend resume cancel intervene",
            "incident": "view retry",
            "calendar": "view",
            "work_item": "view assign",
            "audit": "view",
        },
    },
    "admin": {
        Scope.ALL: {
            "account": "view",
            "quote": "view",
            "definition": "view",
            "rules": "view define publish",
            "instance": "view",
            "incident": "view retry",
            "calendar": "view edit",
            "organisation": "view administer",
            "audit": "view export",
            "system": "view administer",
            "product": "view edit",
            **_EVERYBODY_WORKS,
        },
    },
}


def install(tx: Transaction) -> None:
    """Add the standard positions that are missing, each with its rights; existing ones stay as they are."""
    present = set(tx.connection.scalars(select(tables.position.c.code)))
    missing = [found for found in POSITIONS if found[0] not in present]
    for code, name, name_en, short_name, kind, rank in missing:
        add_position(tx, code=code, name=name, name_en=name_en, short_name=short_name, kind=kind, rank=rank)
    grant_all(tx, [right for code, *_ in missing for right in _rights(code)])


def _rights(code: str) -> Iterator[tuple[str, str, str, Scope]]:
    for scope, resources in GRANTS[code].items():
        for resource, actions in resources.items():
            for action in actions.split():
                yield code, resource, action, scope
