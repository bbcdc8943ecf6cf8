"""``python -m app`` is ``winnow``."""

from __future__ import annotations

from app.entrypoints.cli import main

if __name__ == "__main__":
    main()
