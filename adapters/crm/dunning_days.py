"""The dunning schedule as administrators set it (3.10): days from the due date to each step, by class of customer."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from sqlalchemy import Connection

from adapters.crm.dunning import DAYS
from adapters.crm.errors import Fault, InvalidFields
from adapters.crm.parameter_setting import set_parameter
from adapters.crm.parameters import parameter
from adapters.crm.words import Words
from engine.store.uow import Transaction

KEY = "collection.days"
EARLIEST, LATEST = -90, 365
STEPS: Words = {
    "remind": ("到期前提醒", "Reminder"),
    "due": ("到期联系", "Contact when due"),
    "level1": ("一级催款函", "First letter"),
    "level2": ("二级催款函", "Second letter"),
    "level3": ("三级催款函", "Third letter, credit hold"),
    "decide": ("处理决定", "Decision"),
}
Days = Mapping[str, Mapping[str, int]]  # class ("" for all) → step → days


def kept(connection: Connection) -> Days:
    """What was set; a class or step without days follows those for all, and these the standard."""
    return {str(code): dict(days) for code, days in parameter(connection, KEY, {}).items()}


def set_days(tx: Transaction, wanted: Days) -> bool:
    """Set the schedule; whether it differs. Raises InvalidFields (`class-step`) where a step comes too early."""
    faults = [fault for code in wanted for fault in _faults(code, wanted)]
    if faults:
        raise InvalidFields(faults)
    sound = {code: dict(days) for code, days in wanted.items() if days}
    if sound == kept(tx.connection):
        return False
    set_parameter(tx, KEY, sound)
    return True


def _faults(code: str, wanted: Days) -> list[Fault]:
    found = []
    for step, days in wanted[code].items():
        if not EARLIEST <= days <= LATEST:
            text_zh, text_en = f"{EARLIEST} 到 {LATEST} 天", f"{EARLIEST} to {LATEST} days"
            found.append(Fault(field=f"{code}-{step}", zh=text_zh, en=text_en))
    merged = {**DAYS, **wanted.get("", {}), **wanted[code]}
    for before, after in pairwise(STEPS):
        if merged[after] <= merged[before]:
            zh, en = f"要晚于「{STEPS[before][0]}」", f"later than “{STEPS[before][1]}”"
            found.append(Fault(field=f"{code}-{after}", zh=zh, en=en))
    return found
