"""All field types by the name that the form's JSON uses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from forms.fields.base import FieldType
from forms.fields.checkbox import Checkbox
from forms.fields.checklist import Checklist
from forms.fields.datetime import DateTime
from forms.fields.expression import Expression
from forms.fields.filepicker import FilePicker
from forms.fields.groups import DynamicList, Group, Table
from forms.fields.number import Number
from forms.fields.radio import Radio
from forms.fields.select import Select
from forms.fields.static import (
    Button,
    DocumentPreview,
    Frame,
    Html,
    Image,
    Separator,
    Spacer,
    Text,
)
from forms.fields.taglist import Taglist
from forms.fields.textarea import TextArea
from forms.fields.textfield import TextField

FIELD_TYPES: Final[Mapping[str, FieldType]] = {
    "textfield": TextField(),
    "textarea": TextArea(),
    "number": Number(),
    "checkbox": Checkbox(),
    "select": Select(),
    "radio": Radio(),
    "checklist": Checklist(),
    "taglist": Taglist(),
    "datetime": DateTime(),
    "group": Group(),
    "dynamiclist": DynamicList(),
    "table": Table(),
    "expression": Expression(),
    "text": Text(),
    "html": Html(),
    "image": Image(),
    "iframe": Frame(),
    "spacer": Spacer(),
    "separator": Separator(),
    "button": Button(),
    "documentPreview": DocumentPreview(),
    "filepicker": FilePicker(),
}
