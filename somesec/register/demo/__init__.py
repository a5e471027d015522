"""A made-up town, to look around in: Marjavesi, with every kind of finding and much in order.

Nothing in it is real: the town's name is no municipality's, its mail domain is one that nobody can
own (RFC 2606), and its people are drawn from common names."""

from somesec.register.demo.making import make

__all__ = ["make"]
