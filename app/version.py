"""The version: of the package, and of every answer, since rules and weights change with it."""

__version__ = "0.1.0"
