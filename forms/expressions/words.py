"""The words of the help in the browser, in the reader's language."""

from __future__ import annotations

from forms.shell import gettext as _


def words() -> dict[str, str]:
    """key → text, as the script asks for them."""
    return {
        "functions": _("Functions and examples"),
        "search": _("Search functions"),
        "format": _("Lay out the expression"),
        "try": _("Try the expression"),
        "tryHead": _("Try it"),
        "result": _("Result"),
        "passes": _("holds"),
        "fails": _("does not hold"),
        "noAnswer": _("no answer (null)"),
        "nothingRead": _("The expression reads no names."),
        "subject": _("the tested value"),
        "yes": _("yes"),
        "no": _("no"),
        "use": _("Write {text} instead"),
        "otherLanguage": _("In the other language"),
        "putIn": _("Put in"),
        "examplesOver": _("The examples read these facts:"),
        "nothingFits": _("Nothing fits."),
        "suggestions": _("Suggestions"),
        "close": _("Close"),
        "offline": _("The server cannot be reached. What you typed stays."),
        "fromFacts": _("from the facts below"),
        "feelOrText": _("a value of FEEL, or a text"),
    }
