"""Rights: position × resource × action × scope. Denied by default; an explicit denial wins over any grant."""

from __future__ import annotations

from sqlalchemy import Connection

from engine.errors import Forbidden
from engine.organisation.person import Language, Person, Position, Scope
from engine.organisation.snapshot import Snapshot, snapshot


def may(connection: Connection, person: Person | None, resource: str, action: str) -> Scope | None:
    """The widest reach a person has for an action; None when he may not at all.

    The person's standing is read from the store, so a `Person` kept since before a freeze gains nothing.
    """
    now = snapshot(connection)
    current = now.persons.get(person.id) if person else None
    if current is None or not current.is_active:
        return None
    return _reach(now, current, resource, action)


def _reach(now: Snapshot, person: Person, resource: str, action: str) -> Scope | None:
    keys = [(code, resource, action) for code in person.positions]
    if any(key in now.denied for key in keys):
        return None
    scopes = [scope for key in keys for scope in now.allowed.get(key, ())]
    return max(scopes, key=lambda scope: scope.width, default=None)


def sees(connection: Connection, person: Person, scope: Scope | None, owner_id: int | None) -> bool:
    """Whether a row owned by `owner_id` lies within the reach; rows without an owner need `ALL`."""
    if scope is None:
        return False
    if scope is Scope.ALL or owner_id == person.id:
        return True
    now = snapshot(connection)
    owner = now.persons.get(owner_id or 0)
    if owner is None:
        return False
    if scope is Scope.SUBORDINATE:
        return any(above.id == person.id for above in now.chain(owner.id))
    if scope is Scope.DEPARTMENT:
        return owner.department_id in now.department_tree(person.department_id)
    plate = now.plate_of(person)
    return scope is Scope.PLATE and plate is not None and now.plate_of(owner) == plate


def administrators(connection: Connection) -> list[Person]:
    """Active people who may administer the organisation."""
    now = snapshot(connection)
    people = (person for person in now.persons.values() if person.is_active)
    return [person for person in people if _reach(now, person, "organisation", "administer")]


def who_may(connection: Connection, resource: str, action: str) -> list[Position]:
    """Positions whose holders may do this, the lowest rank first."""
    now = snapshot(connection)
    codes = {code for code, r, a in now.allowed if (r, a) == (resource, action)}
    codes -= {code for code, r, a in now.denied if (r, a) == (resource, action)}
    return sorted((now.positions[code] for code in codes), key=lambda found: (found.rank, found.code))


def who_may_sentence(connection: Connection, resource: str, action: str, lang: Language) -> str:
    """The positions that could, as words: 销售经理、销售总监. `–` if nobody holds the right."""
    titles = [found.title(lang) for found in who_may(connection, resource, action)]
    return ("、" if lang == "zh" else ", ").join(titles) or "–"


def demand(connection: Connection, person: Person | None, resource: str, action: str) -> Scope:
    """The reach of a right, or `Forbidden` naming who holds it."""
    scope = may(connection, person, resource, action)
    if scope is None:
        raise NotGranted.of(connection, resource, action)
    return scope


class NotGranted(Forbidden):
    """Your positions do not include the right “{action_en}”. These could do it: {who_en}."""

    zh = "您的职位没有「{action_zh}」的权限。可由以下职位办理：{who_zh}。"

    @classmethod
    def of(cls, connection: Connection, resource: str, action: str) -> NotGranted:
        """The refusal of one right, with the positions that hold it."""
        return cls(
            action_zh=ACTIONS.get(action, (action, action))[0] + RESOURCES.get(resource, (resource, ""))[0],
            action_en=f"{ACTIONS.get(action, ('', action))[1]} {RESOURCES.get(resource, ('', resource))[1]}",
            who_zh=who_may_sentence(connection, resource, action, "zh"),
            who_en=who_may_sentence(connection, resource, action, "en"),
        )


#: What rights are about: code → Chinese, English.
RESOURCES: dict[str, tuple[str, str]] = {
    "account": ("客户", "customers"),
    "contact": ("联系人", "contacts"),
    "product": ("产品", "products"),
    "competitor": ("竞争对手", "competitors"),
    "lead": ("线索", "leads"),
    "opportunity": ("销售机会", "opportunities"),
    "quote": ("报价", "quotes"),
    "contract": ("合同", "contracts"),
    "order": ("订单", "orders"),
    "delivery": ("发货", "deliveries"),
    "stock": ("库存", "stock"),
    "receipt": ("收款", "receipts"),
    "payment": ("付款", "payments"),
    "ledger": ("账目", "the ledger"),
    "commission": ("佣金", "commissions"),
    "bank_account": ("银行账户", "bank accounts"),
    "return": ("退货", "returns"),
    "feedback": ("服务反馈", "service feedback"),
    "knowledge": ("知识", "knowledge"),
    "archive": ("产品档案", "product archives"),
    "task": ("任务", "tasks"),
    "discount": ("价格与折扣", "prices and discounts"),
    "announcement": ("信息发布", "announcements"),
    "analysis": ("分析", "analyses"),
    "settings": ("企业标准", "enterprise standards"),
    "credit": ("信用与欠款", "credit and arrears"),
    "private": ("个人信息", "personal details"),
    "cost": ("成本与毛利", "costs and margins"),
    "work_item": ("工作项", "work items"),
    "definition": ("流程定义", "process definitions"),
    "rules": ("审批规则", "approval rules"),
    "instance": ("流程实例", "process instances"),
    "incident": ("异常事件", "incidents"),
    "calendar": ("工作日历", "working calendars"),
    "handover": ("离职交接", "hand-overs"),
    "organisation": ("组织与人员", "the organisation"),
    "audit": ("审计记录", "the audit trail"),
    "system": ("系统设置", "system settings"),
}

ACTIONS: dict[str, tuple[str, str]] = {
    "view": ("查看", "see"),
    "add": ("新建", "add"),
    "edit": ("修改", "change"),
    "delete": ("删除", "delete"),
    "restore": ("恢复", "restore"),
    "convert": ("转换", "convert"),
    "share": ("共享", "share"),
    "claim": ("领用", "claim"),
    "transfer": ("转移", "transfer"),
    "import": ("导入", "import"),
    "execute": ("执行", "execute"),
    "close": ("关闭", "close"),
    "submit": ("提交", "submit"),
    "approve": ("审批", "approve"),
    "print": ("打印", "print"),
    "export": ("导出", "export"),
    "assign": ("分派", "assign"),
    "publish": ("发布", "publish"),
    "define": ("定义", "define"),
    "start": ("启动", "start"),
    "suspend": ("挂起", "suspend"),
    "resume": ("恢复运行", "resume"),
    "cancel": ("取消", "cancel"),
    "intervene": ("干预", "intervene in"),
    "retry": ("重试", "retry"),
    "administer": ("管理", "administer"),
}
