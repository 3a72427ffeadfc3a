"""The section `Example:` of a docstring shown as code: Google's style has it, its reader here knows `Examples:`."""

from __future__ import annotations

import re
from typing import Any

from griffe import Extension, Object


class ExamplesInDocstrings(Extension):
    """Reads `Example:` as `Examples:`."""

    def on_object(self, *, obj: Object, **_: Any) -> None:
        """Called for each object that is found."""
        if obj.docstring:
            obj.docstring.value = re.sub(r"^(\s*)Example:$", r"\1Examples:", obj.docstring.value, flags=re.M)
