"""All SQL of the kit ledger: places, lots, balances, movements, and the sums that must agree."""
