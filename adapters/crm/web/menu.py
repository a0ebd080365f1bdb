"""The second level of the CRM's navigation: groups of pages, each shown to whoever has the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """`key` marks the current one; `right` is (resource, action)."""

    key: str
    zh: str
    en: str
    url: str
    right: tuple[str, str]

    def label(self, lang: str) -> str:
        """The word in the reader's language."""
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """A heading with its pages."""

    zh: str
    en: str
    icon: str
    entries: Sequence[Entry]

    def label(self, lang: str) -> str:
        """The word in the reader's language."""
        return self.zh if lang == "zh" else self.en


PARTIES = (
    Entry(key="accounts", zh="客户", en="Customers", url="/crm/accounts/", right=("account", "view")),
    Entry(key="pool", zh="客户池", en="Customer pool", url="/crm/pool/", right=("account", "claim")),
    Entry(key="shares", zh="共享客户", en="Shared customers", url="/crm/shares/", right=("account", "view")),
    Entry(
        key="allocation", zh="客户分配", en="Allocation", url="/crm/allocation/", right=("account", "assign")
    ),
    Entry(
        key="duplicates", zh="重复客户", en="Duplicates", url="/crm/duplicates/", right=("account", "edit")
    ),
    Entry(key="handovers", zh="离职交接", en="Hand-overs", url="/crm/handovers/", right=("handover", "view")),
)
SALES = (
    Entry(key="pipeline", zh="商机看板", en="Pipeline", url="/crm/pipeline/", right=("opportunity", "view")),
    Entry(key="quotes", zh="报价", en="Quotes", url="/crm/quotes/", right=("quote", "view")),
)
MONEY = (
    Entry(key="plans", zh="回款计划", en="Payment plans", url="/crm/plans/", right=("ledger", "view")),
    Entry(key="arrears", zh="欠款", en="Arrears", url="/crm/arrears/", right=("ledger", "view")),
    Entry(key="receipts", zh="收款", en="Receipts", url="/crm/receipts/", right=("receipt", "view")),
    Entry(key="payments", zh="付款", en="Payments", url="/crm/payments/", right=("payment", "view")),
    Entry(
        key="commissions", zh="佣金", en="Commissions", url="/crm/commissions/", right=("commission", "view")
    ),
    Entry(key="banks", zh="账户余额", en="Bank balances", url="/crm/banks/", right=("payment", "view")),
)
ORDERS = (
    Entry(
        key="orders", zh="执行中的订单", en="Orders in execution", url="/crm/orders/", right=("order", "view")
    ),
    Entry(key="deliveries", zh="交付", en="Deliveries", url="/crm/deliveries/", right=("delivery", "view")),
    Entry(key="stock", zh="库存", en="Stock", url="/crm/stock/", right=("stock", "view")),
)
SERVICE = (
    Entry(key="service", zh="服务台", en="Service desk", url="/crm/service/", right=("feedback", "view")),
    Entry(
        key="knowledge", zh="知识库", en="Knowledge base", url="/crm/knowledge/", right=("knowledge", "view")
    ),
    Entry(
        key="satisfaction",
        zh="满意度",
        en="Satisfaction",
        url="/crm/service/satisfaction",
        right=("feedback", "view"),
    ),
)
RETURNS = (
    Entry(
        key="returns_waiting",
        zh="待收货与验收",
        en="Awaited and to inspect",
        url="/crm/returns/waiting",
        right=("return", "view"),
    ),
    Entry(
        key="return_accounts",
        zh="退货账目",
        en="Return accounts",
        url="/crm/returns/accounts",
        right=("return", "view"),
    ),
)
WORK: tuple[Entry, ...] = (
    Entry(key="desktop", zh="桌面", en="Desktop", url="/crm/desktop/", right=("work_item", "view")),
    Entry(key="calendar", zh="日历", en="Calendar", url="/crm/calendar/", right=("work_item", "view")),
    Entry(
        key="messages", zh="短消息", en="Short messages", url="/crm/messages/", right=("work_item", "view")
    ),
    Entry(
        key="recent",
        zh="最近与收藏",
        en="Recent and favourites",
        url="/crm/recent/",
        right=("work_item", "view"),
    ),
)
PRODUCTS: tuple[Entry, ...] = (
    Entry(key="records.product", zh="产品", en="Products", url="/crm/products/", right=("product", "view")),
    Entry(key="discounts", zh="折扣", en="Discounts", url="/crm/discounts/", right=("discount", "view")),
)
ANALYSIS = (
    Entry(key="analyses", zh="分析", en="Analyses", url="/crm/analysis/", right=("analysis", "view")),
)
SETTINGS = (
    Entry(
        key="assignment",
        zh="线索分派",
        en="Assignment of leads",
        url="/crm/settings/assignment",
        right=("settings", "define"),
    ),
    Entry(
        key="numbers",
        zh="单据编号",
        en="Document numbers",
        url="/crm/settings/numbers",
        right=("settings", "define"),
    ),
)

MENU: tuple[Group, ...] = (
    Group(zh="客户", en="Customers", icon="address-book", entries=PARTIES),
    Group(zh="销售", en="Sales", icon="target-arrow", entries=SALES),
    Group(zh="订单", en="Orders", icon="package", entries=ORDERS),
    Group(zh="财务", en="Finance", icon="coin-yuan", entries=MONEY),
    Group(zh="退货与售后", en="Returns and repair", icon="truck-return", entries=RETURNS),
    Group(zh="服务", en="Service", icon="headset", entries=SERVICE),
    Group(zh="任务与交流", en="Tasks and contacts", icon="checklist", entries=WORK),
    Group(zh="产品", en="Products", icon="box", entries=PRODUCTS),
    Group(zh="分析", en="Analyses", icon="chart-bar", entries=ANALYSIS),
    Group(zh="企业标准", en="Standards", icon="adjustments", entries=SETTINGS),
)
