"""Close and reopen periods, look at them, empty the late box."""
