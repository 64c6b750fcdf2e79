"""All SQL of items, their versions and bills of materials."""
