"""Tables of registration."""
