"""What can be done in registration, one idea a file: one verb, one transaction."""
