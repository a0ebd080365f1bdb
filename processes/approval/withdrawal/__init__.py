"""Taking a submitted document back as long as nobody has decided about it (撤回): one way for every document."""

from __future__ import annotations

from processes.approval.withdrawal.asking import Running, may_withdraw, of_instance, of_root
from processes.approval.withdrawal.command import withdraw_in

__all__ = ["Running", "may_withdraw", "of_instance", "of_root", "withdraw_in"]
