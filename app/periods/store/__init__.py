"""All SQL of periods."""
