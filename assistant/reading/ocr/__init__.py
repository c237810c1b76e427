"""Pages that are pictures: their text, cells and rules by OCR."""
