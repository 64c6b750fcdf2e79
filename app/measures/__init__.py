"""Every figure anyone sees, named and defined once, over the ledgers."""
