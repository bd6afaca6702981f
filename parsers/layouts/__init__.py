"""From blocks to answers: which label a value belongs to, however the page is laid out."""
