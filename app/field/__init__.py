"""The tablet: its page, its bundle, the intake of its batches, devices, and exceptions."""
