"""The desk of maintainers, at `/maintain`."""
