"""What changed between two texts, told for people: paragraph by paragraph and word by word."""

from somesec.comparison.compare import Change, Comparison, Kind, compare
from somesec.comparison.points import Touch, touches
from somesec.comparison.quotations import stands_in
from somesec.comparison.words import Piece, Side

__all__ = [
    "Change",
    "Comparison",
    "Kind",
    "Piece",
    "Side",
    "Touch",
    "compare",
    "stands_in",
    "touches",
]
