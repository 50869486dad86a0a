"""Signing in to the newsroom: a password and a second factor, sessions, and ways back in.

Between the password and the second factor nobody is signed in: `pending` remembers whose password
was right, and `pending.finish()` is the only place that makes a session of it (docs/adr/0028).
"""
