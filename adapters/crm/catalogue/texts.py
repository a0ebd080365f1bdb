"""Templates of texts: letters, mails, contracts."""

from __future__ import annotations

from adapters.crm import tables
from adapters.crm.records import Entity, Field
from adapters.crm.words import Words

_TEMPLATES: Words = {
    "schedule": ("日程", "Schedule"),
    "letter": ("信函", "Letter"),
    "envelope": ("信封", "Envelope"),
    "mail": ("邮件", "E-mail"),
    "sms": ("短信", "Text message"),
    "dunning": ("催款", "Dunning"),
    "contract": ("合同", "Contract"),
    "quote": ("报价", "Quote"),
}

TEMPLATE = Entity(
    key="text_template",
    path="text-templates",
    table=tables.text_template,
    zh="文本模板",
    en="Text template",
    many_zh="文本模板",
    many_en="Text templates",
    icon="template",
    resource="settings",
    order="kind",
    fields=(
        Field(
            name="kind",
            zh="用途",
            en="For",
            kind="choice",
            words=_TEMPLATES,
            required=True,
            listed=True,
            filtered=True,
            quick=True,
        ),
        Field(name="name", zh="名称", en="Name", length=100, required=True, listed=True, quick=True),
        Field(
            name="name_en",
            zh="英文名称",
            en="English name",
            length=100,
        ),
        Field(
            name="body",
            zh="正文",
            en="Text",
            kind="long",
            length=20000,
            required=True,
            zh_hint="可用 {customer}、{contact}、{person}、{company}、{date}",
            en_hint="{customer}, {contact}, {person}, {company} and {date} are filled in",
        ),
        Field(name="active", zh="启用", en="In use", kind="boolean", default=True, listed=True),
    ),
)
