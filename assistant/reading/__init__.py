"""PDFs to clauses."""
