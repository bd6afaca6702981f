"""Mail and documents become records. Nothing in here knows a move, a protocol or a server."""
