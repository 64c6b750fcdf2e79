"""SQL of lenses, reports and what was released."""
