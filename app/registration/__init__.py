"""Seats and tickets without a name: booking links, bookings, waiting list, tickets and their redemptions."""
