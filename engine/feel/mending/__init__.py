"""What somebody probably meant by a text that is not FEEL: the first mistake, and the whole text without any.

Rules look at the place where reading stopped and propose an edit; an edit counts when reading gets further
with it. A proposal for the whole text is made only when that can be read.
"""

from __future__ import annotations

from engine.feel.mending.edits import Edit, Mended, mend

__all__ = ["Edit", "Mended", "mend"]
