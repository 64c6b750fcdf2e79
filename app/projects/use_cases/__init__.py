"""Look at, add and change projects, campaigns and indicators; one verb, one transaction."""
