"""All SQL of accounts: `entering` (who comes in by which secret), `people` (persons and roles), `tokens`."""
