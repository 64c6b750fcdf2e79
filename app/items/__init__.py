"""What is handed out: items, their versions and bills of materials. Where they are stands in the kit ledger."""
