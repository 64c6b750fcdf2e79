"""Karama: awareness-session registration and dignity-kit tracking, with no list of names."""

__version__ = "0.1.0"
