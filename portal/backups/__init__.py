"""Backups: one file that holds the database and the pictures, and the way back from it.

`making` writes it, `restoring` reads it (docs/adr/0033-backups.md).
"""
