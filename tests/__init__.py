"""The tests of Karama. `python -m tests` runs every check of the house, as `make test` does."""
