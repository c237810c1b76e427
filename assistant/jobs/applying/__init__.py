"""What applies to whom: documents on a product, duties of a role, and what an application takes."""
