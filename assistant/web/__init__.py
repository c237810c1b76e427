"""Pages, chat and API."""
