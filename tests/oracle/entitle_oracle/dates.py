"""Days of the proleptic Gregorian calendar, without bounds, and months that clamp."""
import re
from dataclasses import dataclass

FIRST_YEAR, LAST_YEAR = 1, 9999
LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]


def month_length(year, month):
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 29 if month == 2 and leap else LENGTHS[month - 1]


def days_before_year(year):
    year -= 1
    return year * 365 + year // 4 - year // 100 + year // 400


@dataclass(frozen=True, order=True)
class Day:
    """A day by its number; day 1 is 0001-01-01."""

    number: int

    @staticmethod
    def of(year, month, day):
        if not 1 <= month <= 12 or not 1 <= day <= month_length(year, month):
            raise ValueError(f"no such day: {year}-{month}-{day}")
        return Day(days_before_year(year) + sum(month_length(year, m) for m in range(1, month)) + day)

    @staticmethod
    def parse(text):
        match = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", text)
        if not match or not FIRST_YEAR <= int(match[1]):
            raise ValueError(f"no such day: {text}")
        return Day.of(*(int(part) for part in match.groups()))

    def parts(self):
        year = self.number * 400 // 146097 + 1
        while days_before_year(year) >= self.number:
            year -= 1
        while days_before_year(year + 1) < self.number:
            year += 1
        rest, month = self.number - days_before_year(year), 1
        while rest > month_length(year, month):
            rest -= month_length(year, month)
            month += 1
        return year, month, rest

    def plus_months(self, months):
        year, month, day = self.parts()
        index = year * 12 + (month - 1) + months
        year, month = index // 12, index % 12 + 1
        return Day.of(year, month, min(day, month_length(year, month)))

    def plus_days(self, days):
        return Day(self.number + days)

    def in_bounds(self):
        return FIRST_YEAR <= self.parts()[0] <= LAST_YEAR

    def __str__(self):
        return "{:04}-{:02}-{:02}".format(*self.parts())


def complete_months(start, end):
    """Complete months from one day to another; negative when the end is before the start."""
    if end < start:
        return -complete_months(end, start)
    (y1, m1, d1), (y2, m2, d2) = start.parts(), end.parts()
    return (y2 - y1) * 12 + (m2 - m1) - (1 if d2 < d1 else 0)
