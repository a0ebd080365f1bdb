"""A file of a record as something to be found by its name. It has no pages of its own and no rights: whoever may
read the record may read its files, so it stands beside the catalogue and not in it.
"""

from __future__ import annotations

from adapters.crm import tables
from adapters.crm.records.entity import Entity
from adapters.crm.records.field import Field

FILE = Entity(
    key="attachment",
    path="attachments",
    table=tables.attachment,
    zh="附件",
    en="File",
    many_zh="附件",
    many_en="Files",
    icon="paperclip",
    creatable=False,
    common_pages=False,
    fields=(Field(name="name", zh="文件名", en="Name of the file", searched=True, typed=False),),
)
