"""See ``app.filters``."""
