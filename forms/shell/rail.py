"""The seven entries of the rail; the composition root adds who sees which and what is counted."""

from __future__ import annotations

from forms.shell.identity import NavItem


def _l(msgid: str) -> str:
    """Marks a text for the catalogue; it is translated when it is shown."""
    return msgid


RAIL: tuple[NavItem, ...] = (
    NavItem(key="worklist", label=_l("Work"), icon="inbox", url="/worklist/", shortcut="w"),
    NavItem(key="requests", label=_l("Requests"), icon="send", url="/requests/", shortcut="q"),
    NavItem(key="definitions", label=_l("Processes"), icon="sitemap", url="/definitions/", shortcut="p"),
    NavItem(
        key="customers",
        label=_l("Customers"),
        icon="address-book",
        url="/crm/accounts/",
        area="/crm/",
        shortcut="c",
    ),
    NavItem(key="monitor", label=_l("Monitor"), icon="activity", url="/monitor/", shortcut="m"),
    NavItem(key="rules", label=_l("Rules"), icon="git-branch", url="/rules/", shortcut="r"),
    NavItem(key="admin", label=_l("Admin"), icon="settings", url="/admin/", shortcut="a"),
)
