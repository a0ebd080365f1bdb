"""Pages of tasks, communication and the desktop."""

from __future__ import annotations

from flask import Blueprint

from adapters.crm.web.site import Site
from adapters.crm.web.work.calendar_page import CalendarPage
from adapters.crm.web.work.desktop_page import DesktopPage
from adapters.crm.web.work.mail_page import MailPage
from adapters.crm.web.work.message_page import MessagePage
from adapters.crm.web.work.recent_page import RecentPage
from adapters.crm.web.work.task_page import TaskPage


def register(crm: Blueprint, site: Site) -> None:
    """Add the addresses of this area."""
    desk, task = DesktopPage(site), TaskPage(site)
    crm.add_url_rule("/desktop/", "desktop", desk.show)
    crm.add_url_rule("/desktop/links", "add_link", desk.add_link, methods=["POST"])
    crm.add_url_rule("/desktop/links/<int:link_id>/remove", "remove_link", desk.remove_link, methods=["POST"])
    crm.add_url_rule("/tasks/<int:task_id>", "task", task.show)
    crm.add_url_rule("/tasks/<int:task_id>/state", "move_task", task.move, methods=["POST"])
    crm.add_url_rule("/tasks/<int:task_id>/progress", "record_progress", task.record, methods=["POST"])
    recent = RecentPage(site)
    crm.add_url_rule("/recent/", "recent", recent.show)
    crm.add_url_rule("/seen/<path>/<int:row_id>", "seen_record", recent.seen, methods=["POST"])
    crm.add_url_rule("/calendar/", "calendar", CalendarPage(site).show)
    mail, address = MailPage(site), "/accounts/<int:account_id>/mail"
    crm.add_url_rule(address, "new_mail", mail.new)
    crm.add_url_rule(address, "send_mail", mail.send, methods=["POST"])
    _add_messages(crm, MessagePage(site))


def _add_messages(crm: Blueprint, messages: MessagePage) -> None:
    crm.add_url_rule("/messages/", "messages", messages.show)
    crm.add_url_rule("/messages/", "send_message", messages.send, methods=["POST"])
    crm.add_url_rule("/messages/read", "read_messages", messages.read_all, methods=["POST"])
    one = "/messages/<int:message_id>"
    crm.add_url_rule(one, "open_message", messages.open, methods=["POST"])
    crm.app_template_global("crm_unread")(messages.unread)
