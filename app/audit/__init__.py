"""What happened, in a hash chain per organisation that proves it was not edited."""
