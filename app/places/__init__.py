"""Areas with their P-codes, and the venues where sessions are held."""
