"""All SQL of communities, topics, languages and age bands."""
