"""The start page of each role, help, and the trail of what happened."""
