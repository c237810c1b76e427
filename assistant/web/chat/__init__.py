"""The chat for enterprises, at `/`."""
