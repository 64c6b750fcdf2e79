"""The attendance ledgers: people counted by community, sex and age; the door; totals that always equal the sums."""
