"""Companies that ask for the first time, by call, mail or at a fair."""

from __future__ import annotations

from datetime import date

from adapters.crm import intake
from adapters.demo.texts import parties
from processes.history.agenda import Agenda, Deed
from processes.history.company import Company
from processes.history.plans.days import spread
from processes.history.profiles import SELLERS

CHANNELS = ("web", "call", "fair", "mail", "referral")
SOURCES = {"web": "web", "call": "call", "fair": "fair", "mail": "web", "referral": "referral"}


def plan(company: Company, agenda: Agenda, *, number: int, since: date, until: date) -> None:
    """So many, each from another company."""
    dice = company.dice("leads")
    chosen = parties.NEWCOMERS[:number]
    days = spread(company, dice, len(chosen), since, until)
    for count, (one, at) in enumerate(zip(chosen, days, strict=True)):
        agenda.begin(at, f"lead {one[0]}{one[1]}", _ask(company, count, *one[:4]))


def _ask(company: Company, number: int, first: str, second: str, industry: str, city: str) -> Deed:
    dice = company.dice("lead", number)
    channel, seller = dice.choice(CHANNELS), dice.choice(list(SELLERS))
    typed = {
        "channel": channel,
        "source": SOURCES[channel],
        "company": f"{first}{second}有限公司",
        "person": dice.choice(parties.CALLERS),
        "phone": f"1{dice.choice((35, 37, 38, 50, 86))}{dice.randrange(10**7, 10**8)}",
        "email": f"buyer{number}@{industry}-{number}.example",
        "region": city,
        "product_interest": dice.choice(("测厚仪", "传感器", "控制柜", "测量软件")),
        "campaign": dice.choice(parties.CAMPAIGNS) if channel in ("fair", "web") else "",
        "content": dice.choice(parties.NEEDS),
    }

    def ask() -> None:
        with company.begin(seller, "lead") as tx:
            intake.begin_lead(tx, company.person(seller), company.processes, typed, f"history-{number}")

    return ask
