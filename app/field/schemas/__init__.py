"""What goes in and what comes out of the tablets' package."""
