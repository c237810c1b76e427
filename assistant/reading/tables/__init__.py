"""Tables: captions, grids, cells, rows, continuations."""
