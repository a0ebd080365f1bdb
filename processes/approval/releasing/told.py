"""Where a release leads to, and what is said there."""

from __future__ import annotations

from datetime import datetime

from flask import flash, redirect, url_for
from werkzeug.wrappers import Response

from forms.shell import formats
from forms.shell import gettext as _
from processes.approval.policies import Version


def released(key: str, version: Version | None, now: datetime) -> Response:
    """To the flow with what became of the release; to the page of the release where it was submitted (None)."""
    if version is None:
        flash(_("Submitted: a second person must agree."), "ok")
        return redirect(url_for("rules.release", key=key), code=303)
    if version.standing(now) == "scheduled":
        at = formats().datetime(version.valid_from)
        flash(_("Version %(no)s takes effect on %(at)s.", no=version.version, at=at), "ok")
    else:
        flash(_("Version %(no)s is in force.", no=version.version), "ok")
    return redirect(url_for("rules.flow", key=key), code=303)
