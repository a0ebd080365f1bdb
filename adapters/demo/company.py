"""The people of the demo company: twenty employees in six departments."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from engine.organisation import (
    add_department,
    add_person,
    add_plate,
    assign_position,
    set_manager,
    standard,
)
from engine.store.uow import Transaction
from forms.accounts import create_account
from forms.accounts.passwords import renewed

PASSWORD = "guanxi-demo"  # printed at start; demo data is never loaded into a real store
_DOMAIN = "demo.guanxi.example"
_HIRED = date(2022, 3, 1)


class DemoLogin(NamedTuple):
    """A login to try, and whose it is."""

    login: str
    password: str
    title_zh: str
    title_en: str


class Employee(NamedTuple):
    """login, name, name_en, position, department, login of the superior"""

    login: str
    name: str
    name_en: str
    position: str
    department: str
    superior: str


#: code, Chinese, English, code of the parent
DEPARTMENTS = (
    ("company", "衡川测控", "Hengchuan Instruments", ""),
    ("sales", "销售部", "Sales", "company"),
    ("sales-east", "华东销售组", "Sales east", "sales"),
    ("finance", "财务部", "Finance", "company"),
    ("service", "服务部", "Service", "company"),
    ("operations", "运营部", "Operations", "company"),
)

#: Superiors first.
EMPLOYEES = (
    Employee("general", "孙立群", "Sun Liqun", "general_manager", "company", ""),
    Employee("director", "王海峰", "Wang Haifeng", "sales_director", "sales", "general"),
    Employee("manager", "陈静", "Chen Jing", "sales_manager", "sales-east", "director"),
    Employee("salesperson", "李伟", "Li Wei", "salesperson", "sales-east", "manager"),
    Employee("salesperson2", "吴敏", "Wu Min", "salesperson", "sales-east", "manager"),
    Employee("salesperson3", "郑凯", "Zheng Kai", "salesperson", "sales-east", "manager"),
    Employee("finance", "周岚", "Zhou Lan", "finance", "finance", "general"),
    Employee("supervisor", "赵强", "Zhao Qiang", "supervisor", "operations", "general"),
    Employee("designer", "林悦", "Lin Yue", "designer", "operations", "supervisor"),
    Employee("admin", "高翔", "Gao Xiang", "admin", "operations", "supervisor"),
    Employee("service", "何芳", "He Fang", "service_rep", "service", "general"),
    Employee("service_manager", "许琳", "Xu Lin", "service_manager", "service", "general"),
    Employee("warehouse", "唐军", "Tang Jun", "warehouse", "service", "service"),
    Employee("finance_manager", "秦薇", "Qin Wei", "finance_manager", "finance", "general"),
    Employee("assistant", "冯雪", "Feng Xue", "assistant", "sales-east", "manager"),
    Employee("technical", "韩磊", "Han Lei", "technical", "operations", "general"),
    Employee("production", "邓超", "Deng Chao", "production", "operations", "general"),
    Employee("purchasing", "宋佳", "Song Jia", "purchasing", "operations", "general"),
    Employee("legal", "罗宁", "Luo Ning", "legal", "company", "general"),
    Employee("marketing", "蒋岚", "Jiang Lan", "marketing", "sales", "director"),
)
_LED_BY = {
    "company": "general",
    "sales": "director",
    "sales-east": "manager",
    "finance": "finance",
    "operations": "supervisor",
    "service": "service",
}
#: The logins that the documentation names, in the order of the story.
SHOWN = ("designer", "salesperson", "manager", "director", "finance", "service", "supervisor", "admin")


def build_company(tx: Transaction) -> dict[str, int]:
    """Departments, people, posts and accounts; login → person id."""
    standard.install(tx)
    plate = add_plate(tx, code="east", name="华东板块", name_en="East China")
    departments: dict[str, int] = {}
    for code, name, name_en, parent in DEPARTMENTS:
        above = departments.get(parent)
        departments[code] = add_department(
            tx, code=code, name=name, name_en=name_en, parent_id=above, plate_id=None if above else plate
        )
    people: dict[str, int] = {}
    password_hash = renewed(PASSWORD)  # one hash for all: twelve would cost a second
    for number, employee in enumerate(EMPLOYEES, start=1):
        people[employee.login] = _hire(tx, number, employee, departments, people, password_hash)
    for code, login in _LED_BY.items():
        set_manager(tx, departments[code], people[login])
    return people


def logins() -> list[DemoLogin]:
    """What the start-up banner prints."""
    titles = {code: (zh, en) for code, zh, en, *_ in standard.POSITIONS}
    by_login = {employee.login: employee for employee in EMPLOYEES}
    return [
        DemoLogin(
            login,
            PASSWORD,
            f"{titles[by_login[login].position][0]} {by_login[login].name}",
            f"{titles[by_login[login].position][1]} {by_login[login].name_en}",
        )
        for login in SHOWN
    ]


def _hire(
    tx: Transaction,
    number: int,
    employee: Employee,
    departments: dict[str, int],
    people: dict[str, int],
    password_hash: str,
) -> int:
    person_id = add_person(
        tx,
        code=f"E{number:03d}",
        login=employee.login,
        name=employee.name,
        name_en=employee.name_en,
        email=f"{employee.login}@{_DOMAIN}",
        department_id=departments[employee.department],
        superior_id=people.get(employee.superior),
        hired_on=_HIRED,
    )
    assign_position(tx, person_id, employee.position, valid_from=_HIRED)
    create_account(tx, person_id, PASSWORD, password_hash=password_hash)
    return person_id
