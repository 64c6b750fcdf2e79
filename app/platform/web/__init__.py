"""The street side of the house: requests, pages, forms, errors, protection. The only place with `async`."""
