"""What a document says of itself and of others: front matter, references, changes, force."""
