"""What people say after a distribution: tallies, never words."""
