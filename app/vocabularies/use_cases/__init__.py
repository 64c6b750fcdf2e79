"""Look at, add and change communities, topics and languages; one verb, one transaction."""
