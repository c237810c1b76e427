"""The desk of bureau staff, at `/review`."""
