"""Benchmarks: what a request costs with very many sessions in the house. `python -m bench` or `make bench`."""
