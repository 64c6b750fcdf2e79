"""Communities, topics, languages and age bands: the lists people choose from."""
