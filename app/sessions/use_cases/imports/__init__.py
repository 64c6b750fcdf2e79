"""Imports of a schedule."""
