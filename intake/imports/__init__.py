"""Leads from a spreadsheet: a file is stored, its columns are named, its rows taken in."""
