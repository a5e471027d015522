"""A register in one schema of a PostgreSQL database."""

from somesec.store.postgresql.database import PostgreSQL

__all__ = ["PostgreSQL"]
