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


def _page(key: str, zh: str, en: str, path: str, resource: str, action: str = "view") -> Entry:
    return Entry(key=key, zh=zh, en=en, url=f"/crm/{path}", right=(resource, action))


PARTIES = (
    _page("accounts", "客户", "Customers", "accounts/", "account"),
    _page("pool", "客户池", "Customer pool", "pool/", "account", "claim"),
    _page("shares", "共享客户", "Shared customers", "shares/", "account"),
    _page("allocation", "客户分配", "Allocation", "allocation/", "account", "assign"),
    _page("duplicates", "重复客户", "Duplicates", "duplicates/", "account", "edit"),
    _page("handovers", "离职交接", "Hand-overs", "handovers/", "handover"),
)
SALES = (
    _page("pipeline", "商机看板", "Pipeline", "pipeline/", "opportunity"),
    _page("quotes", "报价", "Quotes", "quotes/", "quote"),
)
MONEY = (
    _page("plans", "回款计划", "Payment plans", "plans/", "ledger"),
    _page("arrears", "欠款", "Arrears", "arrears/", "ledger"),
    _page("receipts", "收款", "Receipts", "receipts/", "receipt"),
    _page("payments", "付款", "Payments", "payments/", "payment"),
    _page("commissions", "佣金", "Commissions", "commissions/", "commission"),
    _page("banks", "账户余额", "Bank balances", "banks/", "payment"),
)
ORDERS = (
    _page("orders", "执行中的订单", "Orders in execution", "orders/", "order"),
    _page("deliveries", "交付", "Deliveries", "deliveries/", "delivery"),
    _page("stock", "库存", "Stock", "stock/", "stock"),
)
SERVICE = (
    _page("service", "服务台", "Service desk", "service/", "feedback"),
    _page("knowledge", "知识库", "Knowledge base", "knowledge/", "knowledge"),
    _page("satisfaction", "满意度", "Satisfaction", "service/satisfaction", "feedback"),
)
RETURNS = (
    _page("returns_waiting", "待收货与验收", "Awaited and to inspect", "returns/waiting", "return"),
    _page("return_accounts", "退货账目", "Return accounts", "returns/accounts", "return"),
)
WORK: tuple[Entry, ...] = (
    _page("desktop", "桌面", "Desktop", "desktop/", "work_item"),
    _page("calendar", "日历", "Calendar", "calendar/", "work_item"),
    _page("messages", "短消息", "Short messages", "messages/", "work_item"),
    _page("recent", "最近与收藏", "Recent and favourites", "recent/", "work_item"),
)
PRODUCTS: tuple[Entry, ...] = (
    _page("records.product", "产品", "Products", "products/", "product"),
    _page("discounts", "折扣", "Discounts", "discounts/", "discount"),
)
ANALYSIS = (_page("analyses", "分析", "Analyses", "analysis/", "analysis"),)
SETTINGS = (
    _page("assignment", "线索分派", "Assignment of leads", "settings/assignment", "settings", "define"),
    _page("numbers", "单据编号", "Document numbers", "settings/numbers", "settings", "define"),
    _page("dunning_schedule", "催款日程", "Dunning schedule", "settings/dunning", "settings", "define"),
    _page("parameters", "流程参数", "Parameters", "settings/parameters", "settings", "define"),
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
