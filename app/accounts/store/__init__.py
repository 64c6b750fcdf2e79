"""All SQL of accounts: `entering` (who comes in by which secret) and `people` (persons and their roles)."""
