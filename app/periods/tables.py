"""Tables of reporting periods."""
