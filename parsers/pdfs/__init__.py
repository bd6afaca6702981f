"""PDFs laid open: words, lines, fields, and what of them a person sees."""
