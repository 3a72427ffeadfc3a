"""Numbers and days out of the texts that every face writes, and days into them. Nothing passes through a float."""

from __future__ import annotations

import datetime
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from typing import Optional, Union

from entitle.refusal import refusal

__all__ = ["Day", "day", "day_text", "number", "shown"]

#: Units that are money.
MONEY = ("GBP", "USD")
#: More decimal places than these are cut for the eye.
SHOWN_PLACES = 4
#: Answers have up to 34 digits, more than Python's own context keeps.
EVERY_DIGIT = Context(prec=80)

#: A day as a caller may give it.
Day = Union[str, datetime.date]


def number(text: str) -> Optional[Decimal]:
    """The number that a text is.

    Args:
        text: As answers write it: `67403.24`, `undetermined`, `met`.

    Returns:
        Every digit of the number, or None where the text is none.

    Example:
        >>> number("0.125"), number("undetermined")
        (Decimal('0.125'), None)
    """
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def day(text: Optional[str]) -> Optional[datetime.date]:
    """The day that a text is, or None for None.

    Example:
        >>> day("2025-03-31")
        datetime.date(2025, 3, 31)
    """
    return None if text is None else datetime.date.fromisoformat(text)


def day_text(given: Optional[Day], what: str) -> Optional[str]:
    """A caller's day as the native half takes it.

    Args:
        given: A day, its text, or None.
        what: What the day is, for the error.

    Returns:
        `YYYY-MM-DD`, or None for None. Whether a text is a day is left to the native half.

    Raises:
        EntitleError: It is a point in time, or no day at all.

    Example:
        >>> day_text(datetime.date(2025, 6, 30), "the day")
        '2025-06-30'
    """
    if given is None or type(given) is str:
        return given
    if isinstance(given, datetime.datetime):
        raise refusal(f"{what} is a day, not the point in time {given}", help="give value.date()")
    if isinstance(given, datetime.date):
        return given.isoformat()
    if isinstance(given, str):
        return str(given)
    kind = type(given).__name__
    raise refusal(f"{what} is a day, not {kind}", help='give datetime.date(2025, 6, 30) or "2025-06-30"')


def shown(text: str, unit: str) -> str:
    """An answer for the eye: thousands set apart, fractions cut to four places, the unit after it.

    Args:
        text: The answer as every face writes it.
        unit: Its unit, or "".

    Returns:
        The number, money with its pence, and the unit; any other text as it is.

    Example:
        >>> shown("-1207740.3", "GBP"), shown("0.125", "points"), shown("undetermined", "GBP")
        ('-1,207,740.30 GBP', '0.125 points', 'undetermined')
    """
    value = number(text)
    if value is None:
        return text
    places = len(text.partition(".")[2])
    if places > SHOWN_PLACES:
        value = value.quantize(Decimal(1).scaleb(-SHOWN_PLACES), ROUND_HALF_UP, EVERY_DIGIT).normalize(EVERY_DIGIT)
    if places == 1 and unit in MONEY:
        value = value.quantize(Decimal("0.01"), context=EVERY_DIGIT)
    return f"{value:,f} {unit}".rstrip()
