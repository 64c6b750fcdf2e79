"""All SQL of sessions, one idea a file."""
