"""Closing a session: three counts side by side, the till, the report; verification by another person."""
