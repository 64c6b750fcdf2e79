"""Tables of the tablet."""
