"""What administrators may set: the parameters of packages, and those that applications read beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """An element of a diagram where a parameter counts. `working`: in working time."""

    element: str
    name: str
    working: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Settable:
    """One value. `path` leads to it inside a stored value that holds several."""

    key: str
    zh: str
    en: str
    default: Any
    kind: str = "days"  # duration, days, number or choice
    process: str = ""
    places: Sequence[Place] = ()
    path: tuple[str, ...] = ()
    most: int = 3660  # of days and numbers
    choices: Mapping[str, tuple[str, str]] = field(
        default_factory=dict
    )  # of a choice: code → Chinese, English

    @property
    def field(self) -> str:
        """The name of its input."""
        return "-".join((self.key, *self.path))

    @property
    def working(self) -> bool:
        """Whether it counts in working time anywhere."""
        return any(place.working for place in self.places)

    def label(self, lang: str) -> str:
        """Its name in the reader's language."""
        return self.zh if lang == "zh" else self.en

    def within(self, stored: Any) -> Any:
        """The value as people say it, from what is stored under the key; None where it was never set."""
        for part in self.path:
            stored = stored.get(part) if isinstance(stored, dict) else None
        return stored

    def put(self, stored: Any, value: Any) -> Any:
        """What is to be stored under the key so that this value holds.

        A default is stored as nothing, but for one of several values: they hold together.
        """
        if not self.path:
            return None if value == self.default else value
        return _put(stored, self.path, value)


def _put(stored: Any, path: tuple[str, ...], value: Any) -> Any:
    whole = dict(stored) if isinstance(stored, dict) else {}
    first, *rest = path
    whole[first] = _put(whole.get(first), tuple(rest), value) if rest else value
    return whole


def _of(
    process: str, key: str, zh: str, en: str, default: int | str, *elements: str, **more: Any
) -> Settable:
    places = tuple(Place(element=element, name="") for element in elements)
    return Settable(process=process, key=key, zh=zh, en=en, default=default, places=places, **more)


def _idle(level: str, zh: str, en: str, default: int) -> Settable:
    return _of("pool_release", "pool.idle_days", zh, en, default, "every_day", path=(level,))


#: What applications read themselves: mostly days before or after a date of the record.
OF_APPLICATIONS: tuple[Settable, ...] = (
    _of(
        "lead_to_order",
        "lead.next_days",
        "暂不跟进的线索多久后再联系",
        "Contact a lead again after",
        7,
        "later_date",
    ),
    _of(
        "follow_up",
        "opportunity.remind_days",
        "未约定日期时多久跟进一次",
        "Follow up, where no date was agreed, after",
        7,
        "next_date",
    ),
    _of(
        "follow_up",
        "opportunity.close_warning_days",
        "预计成交前多久预警",
        "Warn before the expected close",
        7,
    ),
    _of(
        "follow_up",
        "opportunity.care_after_won",
        "成交后多久回访（0 为不回访）",
        "Call after an order (0: never)",
        30,
    ),
    _of(
        "follow_up",
        "opportunity.care_after_lost",
        "丢单后多久再联系（0 为不联系）",
        "Ask again after a loss (0: never)",
        90,
    ),
    _of(
        "approval",
        "urge.hours",
        "两次催办至少相隔的小时数",
        "Hours between two urgings of a task",
        4,
        kind="number",
    ),
    _of(
        "approval",
        "release.second_person",
        "审批流程发布何时须第二人复核",
        "A release of an approval flow needs a second person",
        "lowered",
        kind="choice",
        choices={
            "lowered": ("降低控制或超过阈值时", "where control is lowered or a threshold crossed"),
            "always": ("每次", "always"),
        },
    ),
    _of(
        "approval",
        "release.changed_percent",
        "近 90 天改变路径的审批超过百分之几须复核",
        "… where more than this percentage of approvals of 90 days change their route",
        5,
        kind="number",
        most=100,
    ),
    _of(
        "approval",
        "release.changed_count",
        "近 90 天改变路径的审批超过多少次须复核",
        "… where more than this number of approvals of 90 days change their route",
        100,
        kind="number",
        most=1_000_000,
    ),
    _of(
        "approval",
        "release.unasked_amount",
        "近 90 天无需审批即通过的金额超过多少元须复核",
        "… where more than this amount (CNY) of 90 days would pass without approval",
        100_000,
        kind="number",
        most=1_000_000_000,
    ),
    _of("quote_approval", "quote.valid_days", "报价默认有效期", "A quote is valid for", 30, "expired"),
    _of(
        "quote_approval",
        "quote.remind_days",
        "报价期满前多久提醒",
        "Remind before a quote expires",
        3,
        "nearly_expired",
    ),
    _of(
        "contract_term",
        "contract.remind_first",
        "合同到期前第一次提醒",
        "First reminder before a contract ends",
        60,
        "sixty_days",
    ),
    _of(
        "contract_term",
        "contract.remind_second",
        "合同到期前第二次提醒",
        "Second reminder before a contract ends",
        30,
        "thirty_days",
    ),
    _of(
        "return_refund",
        "return.window_days",
        "交货后多久内可退货",
        "Returns are taken after delivery for",
        30,
    ),
    _of(
        "return_refund",
        "return.goods_days",
        "货物最晚多久到达（过期取消）",
        "Goods must come within (else cancelled)",
        30,
        "goods_never",
    ),
    _of(
        "knowledge_review",
        "knowledge.valid_days",
        "知识有效期",
        "Knowledge is valid for",
        365,
        "validity_over",
    ),
    _of(
        "complaint_handling",
        "feedback.duplicate_days",
        "多久内的同类来电视为重复",
        "Calls about the same are one case within",
        30,
    ),
    _of(
        "complaint_handling",
        "feedback.request_respond",
        "无需流程的请求多久内首次响应（工作时间）",
        "Requests without a process are answered within (working time)",
        "PT8H",
        kind="duration",
    ),
    _of(
        "complaint_handling",
        "feedback.request_solve",
        "无需流程的请求多久内解决（工作时间）",
        "Requests without a process are solved within (working time)",
        "P3D",
        kind="duration",
    ),
    _of(
        "pool_claim",
        "pool.claim_limit",
        "每人最多领用的客户数",
        "Customers a person may hold from the pool",
        50,
        kind="number",
    ),
    _of(
        "pool_claim", "pool.cooling_days", "释放后多久才能再次领用", "Claim again what was released after", 30
    ),
    _idle("A", "A 级客户多久未联系收回", "Customers of level A go back without contact for", 90),
    _idle("B", "B 级客户多久未联系收回", "Customers of level B go back without contact for", 60),
    _idle("C", "C 级客户多久未联系收回", "Customers of level C go back without contact for", 45),
    _idle("", "其他客户多久未联系收回", "Other customers go back without contact for", 45),
    _of(
        "pool_release",
        "pool.warning_days",
        "收回前多久提醒负责人",
        "Warn the owner before a customer goes back",
        7,
        "contact",
        "too_late",
    ),
    _of("pool_release", "pool.purge_days", "回收站保留期", "Deleted records are kept for", 90),
    _of(
        "instalment_collection",
        "collection.dispute_days",
        "争议最长等待时间",
        "A dispute waits for at most",
        30,
        "dispute_too_long",
    ),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """The parameters of one process."""

    process: str
    titles: tuple[str, str]  # Chinese, English
    settables: Sequence[Settable]

    def title(self, lang: str) -> str:
        """The name of the process in the reader's language."""
        return self.titles[0 if lang == "zh" else 1]


def by_key(groups: Sequence[Group]) -> Mapping[str, Settable]:
    """Every value by the name of its input."""
    return {one.field: one for group in groups for one in group.settables}
