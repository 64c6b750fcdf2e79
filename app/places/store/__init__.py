"""All SQL of areas and venues."""
