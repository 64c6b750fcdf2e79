"""Awareness sessions: one record however many organisations run it; its life line, partners and clashes."""
