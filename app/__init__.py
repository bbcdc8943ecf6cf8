"""Winnow: the clean article body of a scraped document, and a ledger of everything that was removed.

>>> from app import clean
>>> clean("Storm hits coast\\n\\nThe storm reached the coast on Monday.\\n\\nAdvertisement").body
'The storm reached the coast on Monday.'
"""

from app.errors import WinnowError
from app.model import Options, Result
from app.pipeline import clean
from app.version import __version__

__all__ = ["Options", "Result", "WinnowError", "__version__", "clean"]
