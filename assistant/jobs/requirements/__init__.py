"""What documents require, as rows of a matrix: read from tables, lists and sentences of any indexed edition."""
