"""What a school's reply says: the answers to our questions, and short answers about a review."""
