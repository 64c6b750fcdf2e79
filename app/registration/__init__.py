"""Who may come and who came, without a name: tickets, bookings, places on the list."""
