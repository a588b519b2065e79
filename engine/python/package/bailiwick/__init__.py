# What this package promises is written in __init__.pyi; `bailiwick.bailiwick` is the compiled module.
from . import bailiwick as _compiled
from .bailiwick import *

__doc__ = _compiled.__doc__
__all__ = _compiled.__all__
