"""Sixty invented companies with their contacts; the first one is the customer of the documented story."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from adapters.crm import numbering, tables
from adapters.crm.imports import import_rows
from engine.ids import new_id
from engine.store.uow import Transaction

#: Invented first halves of company names: Chinese, English.
_NAMES = (
    ("青屿", "Qingyu"), ("澜石", "Lanshi"), ("恒岳", "Hengyue"), ("沐川", "Muchuan"), ("锦垣", "Jinyuan"),
    ("朔方", "Shuofang"), ("凌霄", "Lingxiao"), ("云栈", "Yunzhan"), ("砺行", "Lixing"), ("望舒", "Wangshu"),
    ("千帆", "Qianfan"), ("拓荒", "Tuohuang"), ("鹿鸣", "Luming"), ("松涧", "Songjian"), ("赤霞", "Chixia"),
    ("北辰", "Beichen"), ("春申", "Chunshen"), ("明渠", "Mingqu"), ("长亭", "Changting"), ("虹湾", "Hongwan"),
    ("越溪", "Yuexi"), ("楚汀", "Chuting"), ("瀚宇", "Hanyu"), ("丰茂", "Fengmao"), ("禾木", "Hemu"),
    ("金穗", "Jinsui"), ("白泽", "Baize"), ("玄圃", "Xuanpu"), ("知行", "Zhixing"), ("远帆", "Yuanfan"),
)  # fmt: skip
#: Second halves: Chinese, English, industry.
_TRADES = (
    ("精工", "Precision", "precision"),
    ("材料", "Materials", "metal"), ("化工", "Chemicals", "chemical"),
    ("电子", "Electronics", "electronics"),
    ("汽配", "Auto Parts", "automotive"), ("能源", "Energy", "energy"),
    ("医疗器械", "Medical", "medical"), ("物流", "Logistics", "logistics"), ("食品", "Foods", "food"),
    ("纸业", "Paper", "paper"),
)  # fmt: skip
_PLACES = (
    ("江苏", "苏州"), ("江苏", "无锡"), ("浙江", "宁波"), ("浙江", "嘉兴"), ("上海", "上海"),
    ("安徽", "合肥"), ("山东", "青岛"), ("福建", "泉州"),
)  # fmt: skip
_SURNAMES = (
    ("章", "Zhang"), ("罗", "Luo"), ("姚", "Yao"), ("许", "Xu"), ("沈", "Shen"), ("蒋", "Jiang"),
    ("韩", "Han"), ("曹", "Cao"), ("彭", "Peng"), ("邓", "Deng"), ("方", "Fang"), ("石", "Shi"),
)  # fmt: skip
_GIVEN = (
    ("明", "Ming"), ("秀兰", "Xiulan"), ("建国", "Jianguo"), ("雅", "Ya"), ("文博", "Wenbo"), ("婷", "Ting"),
    ("志强", "Zhiqiang"), ("思远", "Siyuan"), ("慧", "Hui"), ("磊", "Lei"),
)  # fmt: skip
_POSTS = (
    ("采购经理", "Purchasing manager", "decider"),
    ("设备工程师", "Equipment engineer", "user"),
    ("财务", "Accountant", "influencer"),
)
_TERMS = ("30% 预付，70% 验收后 30 天", "月结 30 天", "款到发货", "月结 60 天")
OWNERS = ("salesperson", "salesperson2", "salesperson3")
COUNT = 60


def build_customers(
    tx: Transaction, random: Random, people: dict[str, int], today: date
) -> list[dict[str, Any]]:
    """The companies and their contacts; the rows of the companies."""
    pairs = [(name, trade) for name in _NAMES for trade in _TRADES]
    first, *others = pairs
    chosen = [first, *random.sample(others, COUNT - 1)]
    accounts = [_account(random, number, pair, people, today) for number, pair in enumerate(chosen, start=1)]
    accounts[0] |= _STORY
    contacts = [row for account in accounts for row in _contacts(random, account)]
    since = {account["id"]: _opened(account, today) for account in accounts}
    owner = {account["id"]: account["owner_id"] for account in accounts}
    for table, rows, party in ((tables.account, accounts, "id"), (tables.contact, contacts, "account_id")):
        born = [(since[row[party]], owner[row[party]]) for row in rows]
        dated = [
            {**row, "created_at": at, "updated_at": at, "created_by_id": by}
            for row, (at, by) in zip(rows, born, strict=True)
        ]
        import_rows(tx, table, dated, born=born)
    _openings(tx, accounts, since, owner)
    numbering.start_at(tx, "account", COUNT + 1)
    for account in accounts:
        account["main_contact"] = next(row["id"] for row in contacts if row["account_id"] == account["id"])
    return accounts


def _openings(
    tx: Transaction, accounts: list[dict[str, Any]], since: dict[int, datetime], owner: dict[int, int]
) -> None:
    """What each customer owed on the day he was entered, as the first entry of his account."""
    rows, born = [], []
    for account in (one for one in accounts if one["receivable"]):
        at, by = since[account["id"]], owner[account["id"]]
        entry = {"account_id": account["id"], "date": at.date(), "kind": "charge", "credit": Decimal(0)}
        said = {
            "once": f"opening:{account['id']}",
            "ref_no": account["code"],
            "remark": "期初余额 · Opening balance",
        }
        dated = {"created_at": at, "updated_at": at, "created_by_id": by}
        rows.append({"id": new_id(), "debit": account["receivable"], **entry, **said, **dated})
        born.append((at, by))
    import_rows(tx, tables.ledger_entry, rows, born=born)


def _opened(account: dict[str, Any], today: date) -> datetime:
    """The morning on which the customer was entered."""
    return datetime.combine(account["joined_on"] or today, time(1, 30), UTC)


_STORY: dict[str, Any] = {
    "kind": "customer",
    "level": "A",
    "province": "江苏",
    "city": "苏州",
    "address": "高新区 8 号楼",
    "source": "fair",
    "employee_count": 320,
    "credit_limit": Decimal(500000),
    "receivable": Decimal(312400),
    "overdue": Decimal(0),
    "payment_terms": _TERMS[0],
}


def _account(
    random: Random,
    number: int,
    pair: tuple[tuple[str, str], tuple[str, str, str]],
    people: dict[str, int],
    today: date,
) -> dict[str, Any]:
    (zh, en), (trade, trade_en, industry) = pair
    province, city = random.choice(_PLACES)
    limit = Decimal(random.choice((100, 200, 300, 500, 800))) * 1000
    receivable = (limit * random.randrange(0, 90) / 100).quantize(Decimal(100))
    late = random.random() < 0.25
    kind = random.choices(("customer", "prospect", "agent"), (75, 15, 10))[0]
    owner = OWNERS[0] if number == 1 else random.choice(OWNERS)
    return {
        "id": new_id(),
        "code": f"K-{number:05d}",
        "kind": kind,
        "name": f"{zh}{trade}有限公司",
        "name_en": f"{en} {trade_en} Co., Ltd.",
        "short_name": f"{zh}{trade}",
        "level": random.choices(("A", "B", "C"), (20, 40, 40))[0],
        "industry": industry,
        "source": random.choice(("fair", "referral", "web", "call", "agent")),
        "province": province,
        "city": city,
        "address": f"{random.choice(('工业园', '高新区', '开发区', '科技城'))} {random.randrange(1, 99)} 号",
        "phone": f"0{random.randrange(510, 600)}-{random.randrange(60000000, 89999999)}",
        "email": f"office@{en.lower()}-{industry}.example",
        "homepage": f"https://www.{en.lower()}-{industry}.example",
        "employee_count": random.choice((45, 80, 120, 200, 320, 560, 900)),
        "owner_id": people[owner],
        "credit_limit": limit,
        "receivable": receivable,
        "overdue": (receivable * random.randrange(5, 40) / 100).quantize(Decimal(100))
        if late
        else Decimal(0),
        "payment_terms": random.choice(_TERMS),
        "joined_on": today - timedelta(days=random.randrange(200, 1600)),
    }


def _contacts(random: Random, account: dict[str, Any]) -> list[dict[str, Any]]:
    host = account["email"].partition("@")[2]
    rows = []
    for number, (post, post_en, role) in enumerate(_POSTS[: random.randrange(1, 4)]):
        (surname, surname_en), (given, given_en) = random.choice(_SURNAMES), random.choice(_GIVEN)
        rows.append(
            {
                "id": new_id(),
                "account_id": account["id"],
                "name": surname + given,
                "name_en": f"{surname_en} {given_en}",
                "post": post,
                "post_en": post_en,
                "decision_role": role,
                "is_main": number == 0,
                "mobile": f"13{random.randrange(100000000, 999999999)}",
                "email": f"{given_en}.{surname_en}{number}@{host}".lower(),
            }
        )
    return rows
