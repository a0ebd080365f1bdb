"""Knowledge items: questions with answers that somebody checked."""

from __future__ import annotations

from adapters.crm import tables
from adapters.crm.catalogue.feedback_words import KNOWLEDGE_STATES, KNOWLEDGE_TONES
from adapters.crm.records import Entity, Field

KNOWLEDGE = Entity(
    key="knowledge",
    path="knowledge",
    table=tables.knowledge,
    zh="知识",
    en="Knowledge item",
    many_zh="知识",
    many_en="Knowledge",
    icon="book",
    title=("title",),
    owner="author_id",
    state="state",
    page="/crm/knowledge/{id}",
    menu=False,
    fields=(
        Field(name="title", zh="标题", en="Title", required=True, quick=True, listed=True, searched=True),
        Field(
            name="question",
            zh="问题",
            en="Question",
            kind="long",
            length=8000,
            required=True,
            quick=True,
            searched=True,
        ),
        Field(
            name="answer",
            zh="解答",
            en="Answer",
            kind="long",
            length=16000,
            required=True,
            quick=True,
            searched=True,
        ),
        Field(
            name="category",
            zh="类别",
            en="Category",
            kind="choice",
            lookup="knowledge_category",
            quick=True,
            listed=True,
            filtered=True,
        ),
        Field(name="product_id", zh="产品", en="Product", kind="record", refers="product", filtered=True),
        Field(name="keywords", zh="关键词", en="Keywords", length=500, quick=True, searched=True),
        Field(
            name="state",
            zh="状态",
            en="State",
            kind="choice",
            words=KNOWLEDGE_STATES,
            tones=KNOWLEDGE_TONES,
            default="draft",
            typed=False,
            listed=True,
            filtered=True,
        ),
        Field(name="author_id", zh="作者", en="Author", kind="person", typed=False, listed=True),
        Field(name="reviewer_id", zh="评审人", en="Reviewer", kind="person", typed=False),
        Field(name="review_note", zh="评审意见", en="Reviewer's remark", kind="long", typed=False),
        Field(name="valid_to", zh="有效期至", en="Valid until", kind="date", listed=True, filtered=True),
        Field(name="views", zh="阅读", en="Readers", kind="integer", typed=False, listed=True),
        Field(name="useful_votes", zh="有用", en="Useful", kind="integer", typed=False, listed=True),
        Field(name="published_at", zh="发布时间", en="Published at", kind="moment", typed=False),
    ),
)
