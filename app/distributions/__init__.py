"""Kits that went from a session's bag into a hand, and the till that must close."""
