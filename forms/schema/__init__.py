"""Form schemas (form-js JSON): read, checked, and turned into marshmallow schemas."""

from __future__ import annotations

from forms.fields.errors import FieldError
from forms.schema.form import Form
from forms.schema.read import load

__all__ = ["FieldError", "Form", "load"]
