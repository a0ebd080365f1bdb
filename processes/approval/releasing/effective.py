"""The moment from which a version is to be in force, as somebody typed it in the platform's time zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo

from engine.organisation.snapshot import COMPANY_ZONE
from processes.approval.releasing.errors import (
    MomentMissing,
    MomentPassed,
    MomentTooFar,
    MomentUnreadable,
)

FURTHEST_DAYS = 1830
_MINUTE = timedelta(minutes=1)


def zone_words(at: datetime, zone: tzinfo = COMPANY_ZONE) -> str:
    """`Asia/Shanghai, UTC+08:00`: the offset is the one of that moment."""
    offset = f"{at.astimezone(zone):%z}"
    return f"{zone}, UTC{offset[:3]}:{offset[3:]}"


def read_moment(text: str, now: datetime, zone: tzinfo = COMPANY_ZONE) -> datetime | None:
    """`2026-12-01T09:00` or `2026-12-01 09:00` as a moment; None (at once) for nothing and for this very minute.

    An hour that comes twice is the first one. Raises MomentUnreadable, MomentMissing, MomentPassed, MomentTooFar.
    """
    if not text.strip():
        return None
    moment = _read(text.strip(), zone)
    if moment > now:
        if moment - now > timedelta(days=FURTHEST_DAYS):
            raise MomentTooFar(days=FURTHEST_DAYS)
        return moment
    if now - moment < _MINUTE:
        return None
    raise MomentPassed


def _read(text: str, zone: tzinfo) -> datetime:
    """A moment that says its own offset keeps it: that is how programs give one."""
    try:
        local = datetime.fromisoformat(text)
        moment = (local if local.tzinfo else local.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise MomentUnreadable from None
    if len(text) <= len("2026-12-01"):
        raise MomentUnreadable
    if local.tzinfo is None and moment.astimezone(zone).replace(tzinfo=None) != local:
        raise MomentMissing
    return moment
