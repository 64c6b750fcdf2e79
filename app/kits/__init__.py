"""Items and their versions, lots, places, and the double-entry ledger of every kit from the lorry to the hand."""
