"""Pure rules of registration, one idea a file."""
