"""Builds one AES-GCM ciphertext and tag that open under two keys, as a forger would.

GHASH is linear in each ciphertext block, so one free block is enough to make both tags equal
(Dodis, Grubbs, Ristenpart and Woodage, "Fast Message Franking", 2018)."""

import os

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

# The field of GCM: bits in reflected order, x^128 + x^7 + x^2 + x + 1.
_REDUCTION = 0xE1 << 120
_ONE = 1 << 127


def opens_under_both(one: tuple[bytes, bytes], other: tuple[bytes, bytes], blocks: int) -> bytes:
    """A ciphertext of that many blocks with its tag, for two pairs of key and 12-byte nonce."""
    given = [int.from_bytes(os.urandom(16), "big") for _ in range(blocks - 1)]
    lengths = blocks * 128
    powers = [_powers(_block(key, bytes(16)), blocks + 1) for key, _ in (one, other)]
    masks = [_block(key, nonce + b"\x00\x00\x00\x01") for key, nonce in (one, other)]
    partial = [
        mask ^ _multiply(lengths, power[1]) ^ _sum(given, power)
        for mask, power in zip(masks, powers, strict=True)
    ]
    difference = powers[0][2] ^ powers[1][2]
    last = _multiply(partial[0] ^ partial[1], _inverse(difference))
    tag = partial[0] ^ _multiply(last, powers[0][2])
    return b"".join(block.to_bytes(16, "big") for block in [*given, last, tag])


def _sum(given: list[int], power: list[int]) -> int:
    total = 0
    for place, block in enumerate(given):
        total ^= _multiply(block, power[len(given) + 2 - place])
    return total


def _powers(base: int, highest: int) -> list[int]:
    powers = [_ONE]
    for _ in range(highest):
        powers.append(_multiply(powers[-1], base))
    return powers


def _block(key: bytes, block: bytes) -> int:
    encryptor = Cipher(algorithms.AES(key), modes.ECB()).encryptor()  # noqa: S305
    return int.from_bytes(encryptor.update(block), "big")


def _multiply(left: int, right: int) -> int:
    product = 0
    for bit in range(128):
        if left >> (127 - bit) & 1:
            product ^= right
        right = right >> 1 ^ (_REDUCTION if right & 1 else 0)
    return product


def _inverse(value: int) -> int:
    # value^(2^128 - 2), by squaring.
    result, square = _ONE, value
    for _ in range(127):
        square = _multiply(square, square)
        result = _multiply(result, square)
    return result
