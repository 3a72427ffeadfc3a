"""Answers number_python.rs: the same operations in Python's decimal, set to IEEE decimal128.

Reads one operation a line from the file named in the first argument, writes one answer a line.
A number is answered by its parts, "[-]coefficient E exponent", so that nothing hides.
"""

import decimal
import sys
from decimal import Decimal

CONTEXT = decimal.Context(
    prec=34,
    Emax=6144,
    Emin=-6143,
    clamp=1,
    rounding=decimal.ROUND_HALF_EVEN,
    traps=[decimal.Overflow, decimal.DivisionByZero, decimal.InvalidOperation],
)
# Reads operands as they stand, and rescales without a limit, to write numbers out.
EXACT = decimal.Context(prec=20_000, Emax=999_999, Emin=-999_999, traps=[decimal.Inexact])

MODES = {
    "half_up": decimal.ROUND_HALF_UP,
    "half_even": decimal.ROUND_HALF_EVEN,
    "half_down": decimal.ROUND_HALF_DOWN,
    "up": decimal.ROUND_UP,
    "down": decimal.ROUND_DOWN,
    "floor": decimal.ROUND_FLOOR,
    "ceiling": decimal.ROUND_CEILING,
    "05up": decimal.ROUND_05UP,
}


def arithmetic(mode):
    """The context of that mode. An overflow is told by its infinity: some modes stay finite."""
    context = CONTEXT.copy()
    context.rounding = MODES[mode]
    context.traps[decimal.Overflow] = False
    return context


def parts(number):
    if number.is_infinite():
        return "overflow"
    sign, digits, exponent = number.as_tuple()
    return f"{'-' if sign else ''}{int(''.join(map(str, digits)))}E{exponent}"


def canonical(number):
    """Plain without trailing zeros, an exponent only from 10^41 and below 10^-40."""
    if number.is_zero():
        return "0"
    number = number.normalize(EXACT)
    if abs(number.adjusted()) <= 40:
        return format(number, "f")
    sign, digits, _ = number.as_tuple()
    text = "".join(map(str, digits))
    fraction = f".{text[1:]}" if len(text) > 1 else ""
    return f"{'-' if sign else ''}{text[0]}{fraction}E{number.adjusted():+}"


def answer(words):
    operation, left, *rest = words
    if operation == "read":
        return parts(CONTEXT.create_decimal(left))
    left = EXACT.create_decimal(left)
    if operation == "show":
        return canonical(left)
    if operation == "reduce":
        return parts(CONTEXT.normalize(left))
    right = EXACT.create_decimal(rest[0])
    if operation in ("add", "subtract", "multiply", "divide"):
        return parts(getattr(arithmetic(rest[1]), operation)(left, right))
    if operation == "ratio":
        return parts(CONTEXT.divide(left, right))
    if operation == "compare":
        return str(CONTEXT.compare(left, right))
    if operation == "quantize":
        return parts(arithmetic(rest[1]).quantize(left, Decimal((0, (1,), int(rest[0])))))
    if operation == "integral":
        return parts(left.to_integral_value(MODES[rest[1]], CONTEXT))
    raise SystemExit(f"no such operation: {operation}")


def main():
    lines = []
    with open(sys.argv[1], encoding="ascii") as operations:
        for line in operations:
            try:
                lines.append(answer(line.split()))
            except decimal.Overflow:
                lines.append("overflow")
            except decimal.DivisionByZero:
                lines.append("division by zero")
            except decimal.InvalidOperation as reason:
                # 0/0 is a division by zero to us; a quantize beyond 34 digits an overflow.
                undefined = "DivisionUndefined" in str(reason)
                lines.append("division by zero" if undefined else "invalid")
    print("\n".join(lines))


main()
