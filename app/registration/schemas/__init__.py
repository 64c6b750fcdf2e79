"""What goes in and what comes out of registration, one idea a file."""
