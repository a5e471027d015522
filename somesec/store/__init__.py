"""Rows of ciphertext in a database. Knows bytes and numbers: no key, no account, no person."""
