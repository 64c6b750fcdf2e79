"""Who may do what, and on which rows. Pure: knows neither web nor database."""
