"""Editions and their clauses to browse, at `/library` and `/source`."""
