"""What can go wrong with decisions. `DmnError` is the root; the docstring is the default message."""

from __future__ import annotations

from engine.definition.findings import Finding


class DmnError(Exception):
    """The decisions cannot be used."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message or (type(self).__doc__ or ""))


class DmnRefused(DmnError):
    """The file is not a readable DMN file; `finding` says where and why."""

    def __init__(self, finding: Finding) -> None:
        self.finding = finding
        super().__init__(finding.message())


class DecisionNotFound(DmnError):
    """There is no decision, service or knowledge model of that name or id."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        self.name = name
        self.known = known
        super().__init__(f"There is no decision '{name}'. There are: {', '.join(known) or 'none'}.")
