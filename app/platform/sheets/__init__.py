"""Sheets that people fill in and send: reading them safely, finding their columns and cells, telling what is wrong.

What a sheet is about stands with the package that imports it: its columns (`kernel.columns`), its lists and its rows.
"""
