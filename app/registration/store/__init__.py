"""All SQL of registration, one idea a file."""
