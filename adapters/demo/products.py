"""Forty products of a maker of measuring instruments, with the company's discount rules."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from adapters.crm import changes, tables
from engine.ids import new_id
from engine.store.uow import Transaction

#: code, Chinese, English
CATEGORIES = (
    ("gauge", "测厚仪", "Thickness gauges"),
    ("sensor", "传感器", "Sensors"),
    ("control", "控制柜", "Control cabinets"),
    ("software", "软件", "Software"),
    ("service", "服务", "Services"),
    ("spare", "备件", "Spare parts"),
)


class Item(NamedTuple):
    """code, Chinese, English, category, unit, English unit, list price in yuan, cost in percent of it"""

    code: str
    name: str
    name_en: str
    category: str
    unit: str
    unit_en: str
    price: int
    cost: int


ITEMS = (
    Item("GX-210", "在线测厚仪", "Inline thickness gauge", "gauge", "台", "pc", 38000, 62),
    Item("GX-180", "便携测厚仪", "Portable thickness gauge", "gauge", "台", "pc", 12800, 64),
    Item("GX-220", "双探头测厚仪", "Dual-probe thickness gauge", "gauge", "台", "pc", 56000, 69),
    Item("GX-260", "X 射线测厚仪", "X-ray thickness gauge", "gauge", "台", "pc", 168000, 72),
    Item("GX-150", "涂层测厚仪", "Coating thickness gauge", "gauge", "台", "pc", 6800, 58),
    Item("GX-310", "激光测宽仪", "Laser width gauge", "gauge", "台", "pc", 46500, 66),
    Item("GX-330", "激光测径仪", "Laser diameter gauge", "gauge", "台", "pc", 52000, 67),
    Item("GX-350", "平直度仪", "Flatness gauge", "gauge", "套", "set", 96000, 70),
    Item("GX-SR", "传感探头", "Sensor probe", "sensor", "支", "pc", 2400, 66),
    Item("GX-SH", "高温探头", "High-temperature probe", "sensor", "支", "pc", 4200, 64),
    Item("GX-SX", "防爆探头", "Explosion-proof probe", "sensor", "支", "pc", 5600, 65),
    Item("GX-ST", "温度变送器", "Temperature transmitter", "sensor", "个", "pc", 1250, 55),
    Item("GX-SP2", "压力变送器", "Pressure transmitter", "sensor", "个", "pc", 1680, 57),
    Item("GX-SV", "振动传感器", "Vibration sensor", "sensor", "个", "pc", 2150, 58),
    Item("GX-SE", "编码器", "Encoder", "sensor", "个", "pc", 980, 52),
    Item("GX-CAB", "控制柜", "Control cabinet", "control", "台", "pc", 21500, 68),
    Item("GX-CAB2", "双回路控制柜", "Dual-loop control cabinet", "control", "台", "pc", 34800, 69),
    Item("GX-PLC", "控制模块", "Control module", "control", "个", "pc", 7600, 63),
    Item("GX-HMI", "操作屏", "Operator panel", "control", "台", "pc", 5400, 60),
    Item("GX-NET", "通信网关", "Communication gateway", "control", "台", "pc", 3200, 56),
    Item("GX-UPS", "不间断电源", "Uninterruptible power supply", "control", "台", "pc", 4600, 70),
    Item("SW-BAS", "测量软件基础版", "Measurement software, basic", "software", "套", "licence", 9800, 20),
    Item(
        "SW-PRO",
        "测量软件专业版",
        "Measurement software, professional",
        "software",
        "套",
        "licence",
        26800,
        20,
    ),
    Item("SW-SPC", "统计过程控制模块", "Process control module", "software", "套", "licence", 15600, 20),
    Item("SW-API", "数据接口", "Data interface", "software", "套", "licence", 8600, 18),
    Item("SV-INS", "安装调试", "Installation", "service", "次", "job", 18000, 61),
    Item("SV-CAL", "年度校准", "Annual calibration", "service", "次", "job", 9000, 70),
    Item("SV-TRN", "现场培训", "On-site training", "service", "天", "day", 4800, 50),
    Item("SV-MNT", "年度维保", "Annual maintenance", "service", "年", "year", 22000, 58),
    Item("SV-RMT", "远程支持", "Remote support", "service", "年", "year", 6000, 45),
    Item("SV-MOV", "搬迁重装", "Relocation", "service", "次", "job", 16500, 62),
    Item("SV-ENG", "工程设计", "Engineering", "service", "天", "day", 3600, 55),
    Item("GX-SP", "易损件包", "Wear parts kit", "spare", "包", "kit", 1850, 78),
    Item("SP-LEN", "保护镜片", "Protective lens", "spare", "片", "pc", 360, 48),
    Item("SP-CBL", "探头电缆", "Probe cable", "spare", "根", "pc", 420, 50),
    Item("SP-PMP", "冷却泵", "Cooling pump", "spare", "台", "pc", 2900, 62),
    Item("SP-FLT", "过滤器", "Filter", "spare", "个", "pc", 260, 45),
    Item("SP-BRG", "导轮轴承", "Guide bearing", "spare", "套", "set", 680, 52),
    Item("SP-SRC", "射线源", "X-ray source", "spare", "个", "pc", 42000, 74),
    Item("SP-REF", "标准厚度块", "Reference blocks", "spare", "套", "set", 3800, 56),
)
_TAX = Decimal("0.13")
_MINIMUM = Decimal("0.75")  # of the list price


class Catalogue(NamedTuple):
    """code → id"""

    categories: dict[str, int]
    products: dict[str, int]


def build_catalogue(tx: Transaction) -> Catalogue:
    """Categories and products."""
    categories = {code: new_id() for code, *_ in CATEGORIES}
    changes.add_many(
        tx,
        tables.category,
        [{"id": categories[code], "code": code, "name": zh, "name_en": en} for code, zh, en in CATEGORIES],
    )
    products = {item.code: new_id() for item in ITEMS}
    changes.add_many(tx, tables.product, [_row(item, products[item.code], categories) for item in ITEMS])
    return Catalogue(categories, products)


def build_rules(tx: Transaction, catalogue: Catalogue, first_account: int, since: date) -> None:
    """Automatic discounts, and how far each position may go."""
    product, category = catalogue.products, catalogue.categories
    story, services = {"account_id": first_account}, {"category_id": category["service"]}
    probe, lens = {"product_id": product["GX-SR"]}, {"product_id": product["SP-LEN"]}
    installation = {"product_id": product["SV-INS"]}
    rows = [
        _rule("volume", "0.08", "阶梯价：20 支起", "Tier price: from 20", **_from(20), **probe),
        _rule("volume", "0.04", "阶梯价：10 至 19 支", "Tier price: 10 to 19", **_from(10, 20), **probe),
        _rule("volume", "0.10", "阶梯价：50 片起", "Tier price: from 50", **_from(50), **lens),
        _rule("customer", "0.05", "年度协议", "Annual agreement", **story),
        _rule("customer", "0", "安装调试不打折", "No discount on installation", **story, **installation),
        _rule("customer", "0.03", "A 级客户", "Level A customers", level="A"),
        _rule("customer", "0", "服务不打折", "No discount on services", level="A", **services),
        _rule("agent", "0.10", "代理价", "Agent price"),
        _rule("agent", "0", "服务不打折", "No discount on services", **services),
        *(_rule("position", most, "折扣限额", "Limit", position_code=code) for code, most in LIMITS.items()),
    ]
    changes.add_many(tx, tables.discount_rule, [{**row, "valid_from": since} for row in rows])


#: position → the largest discount of a line that its holder may grant
LIMITS = {
    "salesperson": "0.08",
    "sales_manager": "0.12",
    "sales_director": "0.18",
    "general_manager": "0.30",
}
_RULE_COLUMNS = (
    "position_code",
    "account_id",
    "level",
    "product_id",
    "category_id",
    "basis",
    "from_value",
    "to_value",
)


def _row(item: Item, product_id: int, categories: dict[str, int]) -> dict[str, object]:
    price = Decimal(item.price)
    return {
        "id": product_id,
        "code": item.code,
        "name": item.name,
        "name_en": item.name_en,
        "category_id": categories[item.category],
        "unit": item.unit,
        "unit_en": item.unit_en,
        "list_price": price,
        "min_price": (price * _MINIMUM).quantize(Decimal(1)),
        "cost": price * item.cost / 100,
        "tax_rate": _TAX,
    }


def _from(start: int, end: int | None = None) -> dict[str, object]:
    """A bracket of quantities; `end` is exclusive."""
    to_value = None if end is None else Decimal(end)
    return {"basis": "quantity", "from_value": Decimal(start), "to_value": to_value}


def _rule(kind: str, ratio: str, note: str, note_en: str, **what: object) -> dict[str, object]:
    """All columns, since rows of one statement need the same ones."""
    words = {"note": note, "note_en": note_en}
    return {**dict.fromkeys(_RULE_COLUMNS), "kind": kind, "ratio": Decimal(ratio), **words, **what}
