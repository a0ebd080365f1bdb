"""What becomes of an opportunity: decided by the dice when it is entered, played out by the processes."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from adapters.demo.texts import selling
from processes.history.company import Company
from processes.history.profiles import SELLERS, basket

#: How it ends, once offered or before.
ENDS = ("accepted", "refused", "silent")


@dataclass(frozen=True, kw_only=True)
class Deal:
    """What somebody will buy, and whether he will. `steps`: visits until the offer; `rounds`: of negotiation."""

    main: str
    project: str
    lines: tuple[tuple[str, Decimal], ...]
    steps: int
    gives_up: bool  # before there is an offer
    end: str
    rounds: int
    tries_again: bool
    reason: str
    note: str

    @classmethod
    def of(cls, company: Company, no: str, seller: str) -> Deal:
        """That of the opportunity with this number."""
        dice = company.dice("deal", no)
        main = dice.choices(list(MAIN), list(MAIN.values()))[0]
        skill = SELLERS.get(seller, (0.5, ("0",)))[0]
        won = dice.random() < skill + 0.12
        reason = dice.choices(list(selling.LOST_WEIGHTS), list(selling.LOST_WEIGHTS.values()))[0]
        return cls(
            main=main,
            project=dice.choice(selling.PROJECTS[main]),
            lines=tuple(basket(dice, main)),
            steps=dice.choice((1, 2, 2, 3)),
            gives_up=dice.random() < 0.15,
            end="accepted" if won else dice.choice(("refused", "refused", "silent")),
            rounds=1 if dice.random() < 0.22 else 0,
            tries_again=dice.random() < 0.12,
            reason=reason,
            note=dice.choice(selling.LOST[reason]),
        )


MAIN = {"gauge": 40, "sensor": 16, "control": 18, "software": 10, "spare": 8, "service": 8}
