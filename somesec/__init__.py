"""somesec: the register of a town's social media accounts, sealed, audited, walked through."""

__version__ = "0.1.0"
