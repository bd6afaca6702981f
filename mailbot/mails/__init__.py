"""A mail taken in: what it says becomes facts, questions, held items, and an answer."""
