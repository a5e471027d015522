"""Benchmarks: what the program takes in times of what it could not take less than."""

from datetime import date

SEED = 20261122
TODAY = date(2026, 11, 22)
PASSPHRASE = "korkea tammi juoksee hiljaa"
