"""Look at, add and change areas and venues; one verb, one transaction."""
