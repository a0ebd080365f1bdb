"""Process packages: a folder or zip of diagrams, tables, forms, texts and samples, without any code."""

from __future__ import annotations

from processes.package.model import Package
from processes.package.read import read_files, read_folder, read_zip

__all__ = ["Package", "read_files", "read_folder", "read_zip"]
