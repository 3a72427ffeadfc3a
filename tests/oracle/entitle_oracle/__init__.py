"""A second, simpler model of the definition language (core/compiler/LANGUAGE.md).

It reads the same TOML files as the compiler, never the compiled image, and shares no code with the
kernel: exact fractions for patients and scales, Python's `decimal` at 34 digits for lines.
"""
