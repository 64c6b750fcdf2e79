"""The start page of each role, help, and the health of the house."""
