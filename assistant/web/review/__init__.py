"""The desk of bureau staff: answers to review, figures, impact of revisions, texts checked, citations looked up."""
