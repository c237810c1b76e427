"""Signing in to the desks, and what stands behind it."""
