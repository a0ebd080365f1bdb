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
    ("assistant", "销售内勤", "Sales assistant", "内勤", "sales", 15),
    ("finance", "财务", "Finance officer", "财务", "finance", 50),
    ("finance_manager", "财务主管", "Finance manager", "财务主管", "finance", 65),
    ("legal", "法务", "Legal officer", "法务", "management", 50),
    ("technical", "技术工程师", "Engineer", "技术", "technical", 30),
    ("production", "生产计划", "Production planner", "生产", "technical", 30),
    ("purchasing", "采购", "Buyer", "采购", "technical", 30),
    ("service_manager", "服务经理", "Service manager", "服务经理", "service", 50),
    ("service_rep", "客服代表", "Service representative", "服务", "service", 20),
    ("warehouse", "仓库管理员", "Warehouse keeper", "仓库", "warehouse", 20),
    ("designer", "流程设计师", "Process designer", "设计", "technical", 40),
    ("supervisor", "流程主管", "Process supervisor", "主管", "management", 60),
    ("admin", "系统管理员", "Administrator", "管理员", "admin", 60),
)

_EVERYBODY = {
    "work_item": "view",
    "announcement": "view",
    "knowledge": "view",
    "product": "view",
    "settings": "view",  # the words of states, actions and lists stand on everybody's pages
}
_EVERYBODYS_OWN = {"task": "view add edit delete"}
_SELLING = {
    "account": "view add edit delete convert share claim submit",
    "contact": "view add edit delete",
    "lead": "view add edit delete submit close",
    "opportunity": "view add edit delete submit close",
    "quote": "view add edit submit print",
    "contract": "view add edit submit print",
    "order": "view add edit submit print cancel",
    "delivery": "view",
    "receipt": "view",
    "ledger": "view",
    "return": "view add edit submit",
    "feedback": "view add edit",
    "archive": "view",
    "task": "view add edit delete",
    "analysis": "view",
}
_LEADING = {
    **{
        resource: f"{actions} export restore" if "delete" in actions else f"{actions} export"
        for resource, actions in _SELLING.items()
    },
    "account": "view add edit delete restore convert share claim assign transfer submit approve import export",
    "lead": "view add edit delete restore submit close assign import export",
    "opportunity": "view add edit delete restore submit close assign approve export",
    "quote": "view add edit submit approve print export",
    "contract": "view add edit submit approve print export",
    "order": "view add edit submit approve cancel print export",
    "return": "view add edit submit approve export",
    "instance": "view start cancel",
    "handover": "view add edit",
}
_SERVING = {
    "account": "view",
    "contact": "view add edit",
    "order": "view",
    "delivery": "view",
    "return": "view add edit submit",
    "feedback": "view add edit delete submit close",
    "archive": "view add edit",
    "task": "view add edit delete",
    "analysis": "view",
}
_REVIEWING = {"account": "view", "order": "view", **_EVERYBODY}

#: position → scope → resource → actions (space separated)
GRANTS: dict[str, dict[Scope, dict[str, str]]] = {
    "general_manager": {
        Scope.ALL: {
            **{resource: "view export" for resource in _LEADING if resource != "instance"},
            "handover": "view add edit",
            "account": "view edit assign transfer approve export",
            "quote": "view approve print export",
            "contract": "view approve print export",
            "order": "view approve print export",
            "return": "view approve export",
            "payment": "view approve",
            "bank_account": "view",
            "commission": "view export",
            "feedback": "view edit approve export",
            "competitor": "view",
            "discount": "view",
            "stock": "view",
            "cost": "view",
            "credit": "view",
            "private": "view",
            "definition": "view",
            "rules": "view approve",
            "instance": "view",
            **_EVERYBODY,
        },
    },
    "sales_director": {
        Scope.SUBORDINATE: {**_LEADING, "commission": "view export"},
        Scope.ALL: {
            "competitor": "view add edit delete restore export",
            "discount": "view",
            "stock": "view",
            "cost": "view",
            "credit": "view",
            "private": "view",
            "definition": "view",
            "rules": "view",
            **_EVERYBODY,
        },
    },
    "sales_manager": {
        Scope.SUBORDINATE: {**_LEADING, "commission": "view export"},
        Scope.ALL: {
            "competitor": "view add edit export",
            "discount": "view",
            "stock": "view",
            "cost": "view",
            "credit": "view",
            "private": "view",
            "definition": "view",
            "rules": "view",
            **_EVERYBODY,
        },
    },
    "salesperson": {
        Scope.OWN: {**_SELLING, "commission": "view", "instance": "view start cancel"},
        Scope.ALL: {
            "competitor": "view add edit",
            "discount": "view",
            "stock": "view",
            "cost": "view",
            "credit": "view",
            "private": "view",
            "definition": "view",
            **_EVERYBODY,
        },
    },
    "assistant": {
        Scope.DEPARTMENT: {
            **_SELLING,
            "account": "view add edit convert submit import",
            "instance": "view start",
        },
        Scope.ALL: {"stock": "view", "private": "view", "definition": "view", **_EVERYBODY},
    },
    "marketing": {
        Scope.ALL: {
            "account": "view",
            "contact": "view",
            "lead": "view add edit import",
            "competitor": "view add edit delete",
            "analysis": "view",
            **_EVERYBODY,
            "announcement": "view add edit delete",
        },
    },
    "finance": {
        Scope.ALL: {
            "account": "view edit approve",
            "contact": "view",
            "opportunity": "view",
            "quote": "view approve print export",
            "contract": "view approve print export",
            "order": "view approve print export",
            "delivery": "view",
            "receipt": "view add edit delete import export",
            "payment": "view add edit submit execute export",
            "commission": "view edit export",
            "ledger": "view export",
            "bank_account": "view edit",
            "return": "view approve export",
            "discount": "view add edit delete",
            "analysis": "view",
            "cost": "view",
            "credit": "view edit",
            "definition": "view",
            "instance": "view",
            **_EVERYBODY,
            "product": "view edit",  # costs are entered by those who may see them
        },
    },
    "finance_manager": {
        Scope.ALL: {
            "account": "view edit approve",
            "contact": "view",
            "quote": "view approve print export",
            "contract": "view approve print export",
            "order": "view approve print export",
            "receipt": "view add edit delete export",
            "payment": "view add edit submit approve execute export",
            "commission": "view edit export",
            "ledger": "view export",
            "bank_account": "view add edit delete",
            "return": "view approve export",
            "discount": "view add edit delete",
            "analysis": "view export",
            "cost": "view",
            "credit": "view edit",
            "definition": "view",
            "instance": "view",
            **_EVERYBODY,
            "product": "view edit",  # costs are entered by those who may see them
        },
    },
    "legal": {Scope.ALL: {"account": "view", "contract": "view edit approve print", **_EVERYBODY}},
    "technical": {Scope.ALL: {**_REVIEWING, "feedback": "view", "archive": "view edit"}},
    "production": {Scope.ALL: {**_REVIEWING, "stock": "view edit"}},
    "purchasing": {Scope.ALL: {**_REVIEWING, "stock": "view edit"}},
    "service_manager": {
        Scope.ALL: {
            **_SERVING,
            "account": "view edit",
            "return": "view add edit submit approve export",
            "feedback": "view add edit delete submit close assign approve export",
            "private": "view",
            **_EVERYBODY,
            "knowledge": "view add edit delete approve publish",
        },
        Scope.SUBORDINATE: {"instance": "view start cancel", "handover": "view add edit"},
    },
    "service_rep": {
        Scope.ALL: {**_SERVING, **_EVERYBODY, "knowledge": "view add edit submit"},
        Scope.OWN: {"instance": "view start cancel"},
    },
    "warehouse": {
        Scope.ALL: {
            "order": "view",
            "delivery": "view add edit execute",
            "return": "view execute",
            "stock": "view edit",
            **_EVERYBODY,
        },
    },
    "designer": {
        Scope.ALL: {"definition": "view edit publish", "rules": "view", **_EVERYBODY},
        # tries out what he draws; what others' instances hold (customers, prices) is none of his business
        Scope.OWN: {"instance": "view start"},
    },
    "supervisor": {
        Scope.ALL: {
            **dict.fromkeys(_SELLING, "view"),
            "definition": "view",
            "rules": "view approve",
            "instance": "view suspend resume cancel intervene",
            "incident": "view retry",
            "calendar": "view",
            "audit": "view",
            **_EVERYBODY,
            "work_item": "view assign",
        },
    },
    "admin": {
        Scope.ALL: {
            **dict.fromkeys(_SELLING, "view"),
            "account": "view restore assign transfer import export",
            "competitor": "view",
            "definition": "view",
            "rules": "view define publish",
            "instance": "view",
            "incident": "view retry",
            "calendar": "view edit",
            "organisation": "view administer",
            "handover": "view add edit",
            "audit": "view export",
            "system": "view administer",
            "discount": "view add edit delete",
            **_EVERYBODY,
            "settings": "view add edit delete restore define",
            "product": "view add edit delete import export",
            "announcement": "view add edit delete define",
            "knowledge": "view delete",
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
    own = {**_EVERYBODYS_OWN, **GRANTS[code].get(Scope.OWN, {})}
    for scope, resources in {**GRANTS[code], Scope.OWN: own}.items():
        for resource, actions in resources.items():
            for action in actions.split():
                yield code, resource, action, scope
