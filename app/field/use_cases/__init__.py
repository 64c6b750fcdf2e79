"""What tablets do and what is done about them, one idea a file."""
