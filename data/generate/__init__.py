"""Builds the demo data of Jilin from packages of PyPI and npm, byte for byte the same every time.

`python -m generate` in `data/` does it all; `__main__` reads as the table of contents.
Coordinates are degrees, longitude first, and stand for CGCS2000 (EPSG:4490); raw lengths carry `_m`.
"""
