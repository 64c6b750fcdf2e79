"""Projects (grants) with their donors, campaigns, indicators and targets."""
