"""Working calendars: when people work, arithmetic in working time, and which calendar counts for whom.

Questions take a connection or a `WorkCalendar`, commands a `Transaction`. Deadlines that are open already
are reckoned again by `engine.service.deadlines`, never by a change of a calendar.
"""

from __future__ import annotations
