"""Sine-IV, figure 1, in NumPy: R = 300, the published sieve."""

from common import by_size
from sine import Sine

by_size(Sine(), 300, seed=1)
