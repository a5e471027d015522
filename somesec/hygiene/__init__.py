"""Passwords: measured once into facts, looked up in breach corpora, and made anew.

`measure` turns a password into facts on worker processes, `breach` asks a service or a corpus on
disk whether a password is known, `generate` makes passwords and passphrases within a platform's
limits. Nothing here keeps a password.
"""
