"""What a turn sends of itself: chases, the daily and the weekly list, and the outbox's queue."""
