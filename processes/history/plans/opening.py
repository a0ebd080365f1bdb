"""What was there before the year began: bank accounts, and balances of the years before that are paid."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from sqlalchemy import func, select

from adapters.crm import changes, ledger, quote_life, quotes, tables
from adapters.crm.orders import commands
from engine.organisation.snapshot import COMPANY_ZONE
from processes.history.agenda import Agenda, Deed
from processes.history.company import Company
from processes.history.profiles import Customer

FINANCE = "finance"
BANKS = (
    ("基本户", "Main account", "中国银行苏州支行", "4752 0188 6001", Decimal(1_860_000)),
    ("承兑汇票户", "Bills account", "招商银行苏州分行", "5129 0442 7103", Decimal(240_000)),
)


def banks(company: Company) -> None:
    """Where money comes in."""
    with company.begin(FINANCE, "banks") as tx:
        for name, name_en, bank, no, opening in BANKS:
            named = {"name": name, "name_en": name_en, "bank": bank, "no": no}
            changes.add_many(tx, tables.bank_account, [{**named, "currency": "CNY", "opening": opening}])


def balances(company: Company, agenda: Agenda, customers: Sequence[Customer], since: date) -> None:
    """The balances with which customers were entered are settled in the first weeks."""
    account, entry = tables.account, tables.ledger_entry
    query = (
        select(account.c.id, account.c.code, func.sum(entry.c.debit - entry.c.credit))
        .join(entry, entry.c.account_id == account.c.id)
        .where(entry.c.once.like("opening:%"), entry.c.once.not_like("%:paid"))
        .where(account.c.id.in_([one.id for one in customers]))
        .group_by(account.c.id, account.c.code)
    )
    with company.store.read() as connection:
        found = connection.execute(query.order_by(account.c.code)).all()
    for account_id, code, owed in found:
        dice = company.dice("opening", code)
        day = datetime.combine(since + timedelta(days=dice.randint(1, 60)), time(10), COMPANY_ZONE)
        agenda.begin(
            company.working(day, dice.uniform(0, 5)),
            f"opening {code}",
            _settle(company, account_id, code, owed),
        )


def _settle(company: Company, account_id: int, code: str, owed: Decimal) -> Deed:
    def settle() -> None:
        with company.begin(FINANCE, "opening") as tx:
            ledger.post(
                tx,
                once=f"opening:{account_id}:paid",
                kind="charge",
                credit=owed,
                account_id=account_id,
                ref_no=code,
                remark="期初余额结清 · Opening balance settled",
            )

    return settle


def old_offers(company: Company, agenda: Agenda, since: date, until: date) -> None:
    """Offers from before the processes: customers answer them, or they expire."""
    quote = tables.quote
    query = select(
        quote.c.id, quote.c.no, quote.c.state, quote.c.valid_to, quote.c.owner_id, quote.c.updated_at
    ).where(
        quote.c.state.in_(("sent", "approved", "returned")),
        quote.c.instance_id.is_(None),
        quote.c.quoted_on >= since,
    )
    with company.store.read() as connection:
        found = connection.execute(query.order_by(quote.c.no)).all()
    for row in found:
        dice = company.dice("old offer", row.no)
        seller = company.login_of(row.owner_id)
        over = datetime.combine(row.valid_to + timedelta(days=1), time(9), COMPANY_ZONE)
        if row.state == "returned":
            gone = company.working(min(over, datetime.combine(until, time(15), COMPANY_ZONE)))
            agenda.begin(gone, f"end of {row.no}", _withdraw(company, row.id, seller))
            continue
        if row.state == "approved":
            at = company.working(row.updated_at + timedelta(hours=4))
            agenda.begin(at, f"send {row.no}", _send(company, row.id, seller))
        end = dice.choices(("accepted", "refused", "expired"), (0.14, 0.4, 0.46))[0]
        last = datetime.combine(until, time(15), COMPANY_ZONE)
        if over > last and end == "expired":
            end = "refused"  # an offer without a process is over by today
        answered = min(row.updated_at + timedelta(days=dice.randint(2, 18)), last)
        at = company.working(over if end == "expired" else answered)
        agenda.begin(at, f"end of {row.no}", _end(company, row.id, seller, end))


def _send(company: Company, quote_id: int, seller: str) -> Deed:
    def send() -> None:
        with company.begin(seller, "quote.sent") as tx:
            quote_life.sent(tx, quote_id, "mail", instance_id=None, root=None)

    return send


def _end(company: Company, quote_id: int, seller: str, end: str) -> Deed:
    """The customer takes it, takes another one, or says nothing until it is over."""

    def ends() -> None:
        with company.begin(seller, "quote.end") as tx:
            if end == "accepted":
                order_id = quote_life.accept(tx, quote_id, "同意，请安排", instance_id=None, root=None)
                changes.edit(tx, tables.order, order_id, delivery_on=company.today + timedelta(days=21))
                commands.submit(tx, company.processes, company.person(seller), order_id)
            elif end == "refused":
                quote_life.refuse(tx, quote_id, "客户选择了其他方案", instance_id=None, root=None)
            else:
                quote_life.expire(tx, quote_id, instance_id=None, root=None)

    return ends


def _withdraw(company: Company, quote_id: int, seller: str) -> Deed:
    def withdraw() -> None:
        with company.begin(seller, "quote.withdraw") as tx:
            quotes.mark(tx, quote_id, "withdrawn", instance_id=None)

    return withdraw
