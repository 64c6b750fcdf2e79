"""All SQL of projects, campaigns and indicators, one file an idea."""
