"""Winnow: the clean article body of a scraped document, and a ledger of everything that was removed.

>>> from app import clean
>>> clean("Storm hits coast\\n\\nThe storm reached the coast on Monday.\\n\\nAdvertisement").body
'The storm reached the coast on Monday.'
"""

from typing import TYPE_CHECKING

from app.errors import WinnowError
from app.model import Options, Result
from app.version import __version__

if TYPE_CHECKING:
    from app.pipeline import clean
else:

    def __getattr__(name: str) -> object:
        # The engine is loaded by who uses it: whoever only talks to a service (`app.client`) need not even have it.
        if name == "clean":
            from app.pipeline import clean

            globals()[name] = clean
            return clean
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = ["Options", "Result", "WinnowError", "__version__", "clean"]
