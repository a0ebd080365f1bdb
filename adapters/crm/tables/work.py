"""Rows of tasks, progress, communication, schedules and attachments."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    true,
)

from adapters.crm.tables.columns import born, key, one_of, sorted_by
from engine.store.metadata import metadata
from engine.store.types import Instant

task = Table(
    "crm_task",
    metadata,
    key(),
    Column("no", String(32), nullable=False, unique=True),
    Column("kind", String(32), nullable=False),
    Column("subject", String(200), nullable=False),
    Column("content", Text, nullable=False, server_default=""),
    Column("account_id", BigInteger, ForeignKey("crm_account.id"), index=True),
    Column("contact_id", BigInteger, ForeignKey("crm_contact.id"), index=True),
    Column("lead_id", BigInteger, ForeignKey("crm_lead.id"), index=True),
    Column("opportunity_id", BigInteger, ForeignKey("crm_opportunity.id"), index=True),
    Column("feedback_id", BigInteger, ForeignKey("crm_feedback.id"), index=True),
    Column("owner_id", BigInteger, ForeignKey("engine_person.id"), index=True, nullable=False),
    Column("assigner_id", BigInteger, ForeignKey("engine_person.id"), index=True),
    Column("state_id", BigInteger, ForeignKey("crm_task_state_def.id"), index=True, nullable=False),
    Column("priority", Integer, nullable=False, server_default="0"),
    Column("start_at", Instant),
    Column("due_at", Instant),
    Column("done_at", Instant),
    Column("result", Text, nullable=False, server_default=""),
    Column("reason", Text, nullable=False, server_default=""),
    Column("instance_id", BigInteger, index=True),  # of a step of a process: the root whose work item it is
    Column("attrs", JSON, nullable=False, default=dict),
    *born(),
    one_of("kind", "market", "sales", "service", "other"),
)

progress = Table(
    "crm_progress",
    metadata,
    key(),
    Column("task_id", BigInteger, ForeignKey("crm_task.id"), index=True),
    Column("account_id", BigInteger, ForeignKey("crm_account.id"), index=True),
    Column("lead_id", BigInteger, ForeignKey("crm_lead.id"), index=True),
    Column("opportunity_id", BigInteger, ForeignKey("crm_opportunity.id"), index=True),
    Column("contact_id", BigInteger, ForeignKey("crm_contact.id"), index=True),
    Column("action_id", BigInteger, ForeignKey("crm_action_def.id"), index=True, nullable=False),
    Column("at", Instant, nullable=False),
    Column("minutes", Integer),
    Column("content", Text, nullable=False, server_default=""),
    Column("result", Text, nullable=False, server_default=""),
    Column("before_record", Text, nullable=False, server_default=""),
    Column("after_record", Text, nullable=False, server_default=""),
    Column("next_action_id", BigInteger, ForeignKey("crm_action_def.id"), index=True),
    Column("next_at", Instant),
    Column("assigned_by_id", BigInteger, ForeignKey("engine_person.id"), index=True),
    Column("by_id", BigInteger, ForeignKey("engine_person.id"), index=True, nullable=False),
    Column("quality_score", Integer),
    *born(),
)

communication = Table(
    "crm_communication",
    metadata,
    key(),
    Column("account_id", BigInteger, ForeignKey("crm_account.id"), index=True, nullable=False),
    Column("contact_id", BigInteger, ForeignKey("crm_contact.id"), index=True),
    Column("type", String(32), nullable=False, server_default=""),
    Column("at", Instant, nullable=False),
    Column("direction", String(32), nullable=False, server_default=""),
    Column("subject", String(200), nullable=False, server_default=""),
    Column("content", Text, nullable=False, server_default=""),
    Column("topic_ids", JSON, nullable=False, default=list),
    Column("product_ids", JSON, nullable=False, default=list),
    Column("plan_id", BigInteger, ForeignKey("crm_contact_plan.id"), index=True),
    Column("by_id", BigInteger, ForeignKey("engine_person.id"), index=True, nullable=False),
    Column("channel_ref", String(200), nullable=False, server_default=""),
    Column("delivery", String(16), nullable=False, server_default=""),  # of a mail that was sent from here
    Column("submission", String(40), unique=True),  # of the form it came from
    Column("instance_id", BigInteger, index=True),
    Column("pinned_at", Instant),  # kept at the top of the customer's page
    Column("attrs", JSON, nullable=False, default=dict),
    *born(),
    one_of("direction", "", "in", "out"),
    one_of("delivery", "", "sending", "sent", "failed"),
)

contact_plan = Table(
    "crm_contact_plan",
    metadata,
    key(),
    Column("account_id", BigInteger, ForeignKey("crm_account.id"), index=True, nullable=False),
    Column("contact_id", BigInteger, ForeignKey("crm_contact.id"), index=True),
    Column("type", String(32), nullable=False, server_default=""),
    Column("due_on", Date, nullable=False),
    Column("done_at", Instant),
    Column("owner_id", BigInteger, ForeignKey("engine_person.id"), index=True, nullable=False),
    Column("state", String(20), nullable=False, server_default="draft"),
    Column("rule_id", BigInteger, ForeignKey("crm_contact_plan_rule.id"), index=True),
    *born(),
)

contact_plan_rule = Table(
    "crm_contact_plan_rule",
    metadata,
    key(),
    Column("name", String(100), nullable=False),
    Column("name_en", String(100), nullable=False, server_default=""),
    Column("main_class", String(16), nullable=False, server_default=""),
    Column("level", String(32), nullable=False, server_default=""),
    Column("type", String(32), nullable=False, server_default=""),
    Column("interval_days", Integer, nullable=False),
    Column("warn_days", Integer),
    Column("release_days", Integer),
    Column("active", Boolean, nullable=False, server_default=true()),
    *born(),
)

schedule_event = Table(
    "crm_schedule_event",
    metadata,
    key(),
    Column("person_id", BigInteger, ForeignKey("engine_person.id"), index=True, nullable=False),
    Column("title", String(200), nullable=False),
    Column("start_at", Instant, nullable=False),
    Column("end_at", Instant),
    Column("remind_at", Instant),
    Column("account_id", BigInteger, ForeignKey("crm_account.id"), index=True),
    Column("task_id", BigInteger, ForeignKey("crm_task.id"), index=True),
    Column("template_id", BigInteger, ForeignKey("crm_text_template.id"), index=True),
    Column("before_record", Text, nullable=False, server_default=""),
    Column("after_record", Text, nullable=False, server_default=""),
    Column("visibility", String(32), nullable=False, server_default=""),
    *born(),
    one_of("visibility", "", "private", "team", "plate"),
)

text_template = Table(
    "crm_text_template",
    metadata,
    key(),
    Column("kind", String(32), nullable=False),
    Column("name", String(100), nullable=False),
    Column("name_en", String(100), nullable=False, server_default=""),
    Column("body", Text, nullable=False),
    Column("active", Boolean, nullable=False, server_default=true()),
    *born(),
    one_of("kind", "schedule", "letter", "envelope", "mail", "sms", "dunning", "contract", "quote"),
)

attachment = Table(
    "crm_attachment",
    metadata,
    key(),
    Column("owner_type", String(32), nullable=False),  # key of the entity
    Column("owner_id", BigInteger, nullable=False),
    Column("kind", String(32), nullable=False, server_default="other"),
    Column("name", String(200), nullable=False),
    Column("mime", String(127), nullable=False, server_default=""),
    Column("size", Integer),
    Column("sha256", String(64), nullable=False),
    Column("file_id", BigInteger, ForeignKey("engine_file.id"), index=True, nullable=False),
    Column("by_id", BigInteger, ForeignKey("engine_person.id"), index=True),
    Column("uploaded_at", Instant),
    *born(),
    Index("ix_crm_attachment_owner", "owner_type", "owner_id"),
)


bookmark = Table(
    "crm_bookmark",
    metadata,
    key(),
    Column("person_id", BigInteger, ForeignKey("engine_person.id"), nullable=False),
    Column("entity", String(32), nullable=False),
    Column("row_id", BigInteger, nullable=False),
    Column("favourite", Boolean, nullable=False, server_default=false()),
    Column("visited_at", Instant),
    *born(),
    UniqueConstraint("person_id", "entity", "row_id"),
)

assignment_rule = Table(
    "crm_assignment_rule",
    metadata,
    key(),
    Column("entity", String(32), nullable=False),
    Column("name", String(100), nullable=False),
    Column("name_en", String(100), nullable=False, server_default=""),
    Column("condition", Text, nullable=False, server_default=""),  # FEEL over the record; empty: always
    # each list narrows: one of its codes or words must be the record's; empty: any
    Column("channels", JSON, nullable=False, default=list),
    Column("regions", JSON, nullable=False, default=list),
    Column("industries", JSON, nullable=False, default=list),
    Column("products", JSON, nullable=False, default=list),
    Column("people", JSON, nullable=False, default=list),  # ids, those who take turns
    Column("team_of_id", BigInteger, ForeignKey("engine_person.id")),  # and everybody below this one
    Column("way", String(16), nullable=False, server_default="round_robin"),
    Column("last_person_id", BigInteger),
    Column("sort", Integer, nullable=False, server_default="0"),
    Column("active", Boolean, nullable=False, server_default=true()),
    *born(),
    one_of("way", "round_robin", "least_loaded"),
)

sorted_by(task, "due_at")
sorted_by(communication, "at")
sorted_by(progress, "at")
sorted_by(schedule_event, "start_at")
sorted_by(contact_plan, "due_on")
