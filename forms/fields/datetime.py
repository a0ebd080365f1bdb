"""A date, a time, or both."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from marshmallow import fields

from forms.fields.base import FieldType, Note, OptionalField
from forms.fields.component import Component

_CODES: Final = {"date": "TYPE_DATE", "time": "TYPE_TIME", "datetime": "TYPE_DATETIME"}


class MomentValue(OptionalField):
    """ISO text of the component's subtype; kept as text so that it stays JSON."""

    def __init__(self, component: Component, *, required: bool) -> None:
        super().__init__(required=required)
        self._subtype = subtype(component)
        self._past_refused = component.raw.get("disallowPassedDates") is True

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> str | None:
        if value == "" and not self.required:
            return None
        if value == "":
            raise self.refuse("REQUIRED")
        if not isinstance(value, str) or len(value) > 40:
            raise self.refuse(_CODES[self._subtype])
        try:
            moment = _PARSERS[self._subtype](value)
        except ValueError:
            raise self.refuse(_CODES[self._subtype]) from None
        if self._past_refused and _is_past(moment):
            raise self.refuse("PAST")
        return moment.isoformat(timespec="minutes") if isinstance(moment, dt.time) else moment.isoformat()


def subtype(component: Component) -> str:
    """date | time | datetime"""
    given = component.raw.get("subtype")
    return given if isinstance(given, str) and given in _CODES else "date"


def _is_past(moment: dt.date | dt.time) -> bool:
    if isinstance(moment, dt.datetime):
        now = dt.datetime.now(moment.tzinfo or dt.UTC)
        return moment.replace(tzinfo=moment.tzinfo or dt.UTC) < now
    return isinstance(moment, dt.date) and moment < dt.datetime.now(dt.UTC).date() - dt.timedelta(days=1)


_PARSERS: Final[Mapping[str, Callable[[str], dt.date | dt.time]]] = {
    "date": dt.date.fromisoformat,
    "time": dt.time.fromisoformat,
    "datetime": dt.datetime.fromisoformat,
}


class DateTime(FieldType):
    type = "datetime"
    attributes = frozenset(
        {
            "subtype",
            "dateLabel",
            "timeLabel",
            "timeInterval",
            "timeSerializingFormat",
            "use24h",
            "disallowPassedDates",
        }
    )

    def check(self, component: Component) -> Iterator[Note]:
        given = component.raw.get("subtype")
        if given is not None and given not in _CODES:
            yield (
                "FORM_LIMIT",
                {
                    "limit": "subtype",
                    "value": str(given)[:40],
                    "wanted": "date, time or datetime",
                    "wanted_zh": " date、time 或 datetime",
                },
            )

    def field(self, component: Component, *, required: bool, data: Mapping[str, object]) -> fields.Field[Any]:
        return MomentValue(component, required=required)

    def read(self, component: Component, posted: Sequence[str]) -> object:
        return posted[0].strip() if posted and posted[0].strip() else None
