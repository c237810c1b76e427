"""Work that joins reading, index, records and answering."""
