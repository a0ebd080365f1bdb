"""A year of history of the demo company, played by its people on the shipped processes.

Nothing finished is written by hand: a salesperson enters an opportunity, its process asks him for the next step,
approvers agree or send back, the warehouse ships, customers answer and pay, timers remind and dun. A clock that
is moved by hand goes through the year; dice with a fixed seed decide how long things lie on a desk and how they
end. So records, processes, audit trail and ledger agree by construction, and what is still open today has its
running instance with deadlines that go on.

Measured: one command takes about 15 ms, an order from the first visit to the last payment about 25 commands, the
whole year about half a minute; so there was no need to write a part of it past the processes. Only what has no
process is written directly, by the commands that its page calls: calls and visits, tasks, announcements, diaries,
what is known of companies, and the end of offers that were older than the year.

Interrupted, it goes on: everything that begins by itself is planned from the seed and marked in the transaction
in which it begins; everything that follows is found in the store.
"""

from __future__ import annotations

from processes.history.errors import StillLoading
from processes.history.loading import SEED, YEAR, History, Size
from processes.history.playing import play

__all__ = ["SEED", "YEAR", "History", "Size", "StillLoading", "play"]
