"""Partner organisations and their professional focal points."""
