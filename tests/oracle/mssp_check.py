#!/usr/bin/env python3
"""Applies the rules of the Medicare Shared Savings Program to every published row.

    python3 tests/oracle/mssp_check.py --data ../shared/data/mssp [--rows]

Plain exact fractions, straight from facts/contracts.md (3.1 and 4); the TOML definitions are not
read, so that this is a second opinion on them. Exit code 1 where a row fits neither the rule nor a
named exception.

How a row is judged. Published dollars are rounded: `benchmark`, `expenditure` and `diff` each on
its own (so `diff` is often one dollar off benchmark minus expenditure), quality to four decimals.
The payment was computed from the unrounded figures. So a row is
  exact   when the formula on the published `diff` and quality gives the published dollar, or
  within  when some unrounded figures that would be published as they are give that dollar, else
  MISS.
"""
import argparse
import csv
import os
import sys
from collections import Counter
from fractions import Fraction as F

HALF = F(1, 2)

# from, to, minimum savings rate in percent at the low end, at the high end
MSR_BANDS = [
    (500, 999, "12.2", "8.7"), (1000, 2999, "8.7", "5.0"), (3000, 4999, "5.0", "3.9"),
    (5000, 5999, "3.9", "3.6"), (6000, 6999, "3.6", "3.4"), (7000, 7999, "3.4", "3.2"),
    (8000, 8999, "3.2", "3.1"), (9000, 9999, "3.1", "3.0"), (10000, 14999, "3.0", "2.7"),
    (15000, 19999, "2.7", "2.5"), (20000, 49999, "2.5", "2.2"), (50000, 59999, "2.2", "2.0"),
]
CHOICES = {F(0), HALF, F(1), F(3, 2), F(2)}
ONE_SIDED = {"T1", "A", "B"}
MAX_SHARE = {"T1": "0.5", "T2": "0.6", "T3": "0.75", "EN": "0.75", "T1+": "0.5",
             "A": "0.4", "B": "0.4", "C": "0.5", "D": "0.5", "E": "0.5"}
CAP = {"T2": "0.15", "T3": "0.2", "EN": "0.2"}          # every other track: 10 % of the benchmark
LOSS_BOUNDS = {"T2": ("0.4", "0.6"), "T3": ("0.4", "0.75"), "EN": ("0.4", "0.75")}
LOSS_FIXED = {"T1+": "0.3", "C": "0.3", "D": "0.3", "E": "0.3"}
# The limit as a share of the benchmark; the limit as a share of revenue is not computable here.
BENCHMARK_LIMIT = {"T2": "0.1", "T3": "0.15", "EN": "0.15", "T1+": "0.04",
                   "C": "0.01", "D": "0.02", "E": "0.04"}

REVENUE_LIMIT = "loss limited by a share of the ACO's own revenue, which is not published"
EXCEPTIONS = {
    (2021, "A1515"): REVENUE_LIMIT, (2021, "A2820"): REVENUE_LIMIT, (2021, "A4627"): REVENUE_LIMIT,
    (2023, "A1241"): REVENUE_LIMIT, (2023, "A4627"): REVENUE_LIMIT, (2023, "A5293"): REVENUE_LIMIT,
}


def msr_from_table(n):
    """Percent, linear inside its band with divisor to - from."""
    if n >= 60000:
        return F(2)
    for low_n, high_n, low, high in MSR_BANDS:
        if low_n <= n <= high_n:
            return F(low) + (F(high) - F(low)) * (n - low_n) / (high_n - low_n)
    return None


def nearest(x):
    """The nearest whole dollar, halves away from zero."""
    whole = (abs(x) + HALF).__floor__()
    return whole if x >= 0 else -whole


class Row:
    def __init__(self, text):
        self.text = text
        self.year, self.aco, self.track = int(text["year"]), text["aco"], text["track"]
        self.n = int(text["n_ab"])
        self.benchmark, self.expenditure = int(text["benchmark"]), int(text["expenditure"])
        self.diff, self.generated, self.earned = int(text["diff"]), int(text["gen"]), int(text["earn"])
        self.quality = F(text["qual"]) if text["qual"] else F(1)      # blank: pay for reporting
        self.quality_is_rounded = bool(text["qual"])
        # 2015 publishes no flag: a final share of zero says that the standard was failed.
        self.met = text["met_qps"] == "1" if text["met_qps"] else F(text["share"]) > 0
        self.disaster = int(text["disadj"] or 0)                      # negative or zero
        self.two_sided = self.track not in ONE_SIDED
        published = F(text["msr_pct"])
        self.chosen = published if self.two_sided and published in CHOICES else None
        table = msr_from_table(self.n)
        self.msr = self.chosen if self.chosen is not None else table
        self.msr_published = published

    def savings_interval(self):
        return (max(self.diff - HALF, F(self.benchmark - self.expenditure - 1)),
                min(self.diff + HALF, F(self.benchmark - self.expenditure + 1)))

    def quality_interval(self):
        if not self.quality_is_rounded:
            return self.quality, self.quality
        return max(self.quality - F(5, 100000), F(0)), min(self.quality + F(5, 100000), F(1))

    def gate(self, msr=None):
        """+1 shares in savings, -1 owes, 0 neither."""
        threshold = (self.msr if msr is None else msr) * self.benchmark / 100
        if self.diff > 0 and self.diff >= threshold:
            return 1
        if self.two_sided and self.diff < 0 and -self.diff >= threshold:
            return -1
        return 0

    def generated_expected(self):
        """The column of generated savings or losses. 2018 also prints the losses of one-sided ACOs
        beyond the rate, which they do not owe; the other years print 0 for those."""
        beyond = -self.diff >= self.msr * self.benchmark / 100
        if self.gate() or (self.year == 2018 and self.diff < 0 and beyond):
            return self.diff
        return 0

    def share(self, quality):
        if not self.met:
            return F(0)
        maximum = F(MAX_SHARE[self.track])
        return maximum * quality if self.year <= 2020 else maximum

    def payment(self, savings, quality, sequestration=None, cap_first=False):
        if sequestration is None:
            sequestration = F(1) if self.year in (2019, 2020) else F("0.98")
        cap = F(CAP.get(self.track, "0.1")) * self.benchmark
        if cap_first:
            return min(savings * self.share(quality), cap) * sequestration
        return min(savings * self.share(quality) * sequestration, cap)

    def cap_binds(self):
        return self.payment(F(self.diff), self.quality) == F(CAP.get(self.track, "0.1")) * self.benchmark

    def loss_rate(self, quality):
        if self.track in LOSS_FIXED:
            return F(LOSS_FIXED[self.track])
        low, high = map(F, LOSS_BOUNDS[self.track])
        # Scaled by quality in every year, also from 2021, when the share is not.
        share = F(MAX_SHARE[self.track]) * quality if self.met else F(0)
        return min(max(1 - share, low), high)

    def debt(self, loss, quality, disaster):
        return max(loss * self.loss_rate(quality) + disaster, F(0))

    def verdict(self):
        """(exact | within | MISS, what the formula gives on the published figures)."""
        side = self.gate()
        s_low, s_high = self.savings_interval()
        q_low, q_high = self.quality_interval()
        if side > 0:
            centre = self.payment(F(self.diff), self.quality)
            low, high = self.payment(s_low, q_low), self.payment(s_high, q_high)
        elif side < 0:
            centre = -self.debt(F(-self.diff), self.quality, F(self.disaster))
            slack = HALF if self.disaster else F(0)
            low = -self.debt(-s_low, q_low, self.disaster + slack)
            high = -self.debt(-s_high, q_high, self.disaster - slack)
        else:
            centre = low = high = F(0)
        if nearest(centre) == self.earned:
            return "exact", centre
        if low - HALF <= self.earned <= high + HALF:
            return "within", centre
        return "MISS", centre


def read(folder, year):
    with open(os.path.join(folder, f"{year}.csv"), newline="") as file:
        return [Row(text) for text in csv.DictReader(file)]


def report(rows, year, show):
    paid = [r for r in rows if r.gate() > 0]
    owing = [r for r in rows if r.gate() < 0]
    idle = [r for r in rows if r.gate() == 0]
    print(f"\n{year}: {len(rows)} rows, tracks {dict(Counter(r.track for r in rows))}")

    msr_gap = max(abs(r.msr - r.msr_published) for r in rows)
    print(f"  minimum savings rate: largest gap to the published one {float(msr_gap):.2g} points"
          f" ({sum(r.chosen is not None for r in rows)} chosen, the rest from the table)")

    wrong = [r for r in rows if r.generated != r.generated_expected()]
    print(f"  gates right: {len(rows) - len(wrong)} of {len(rows)}"
          + "".join(f"\n    WRONG {r.aco} {r.track} diff {r.diff} generated {r.generated}" for r in wrong))
    rounded = [r for r in rows if r.gate() != r.gate(msr=r.msr_published)]
    for r in rounded:
        print(f"    {r.aco}: the published, rounded rate {float(r.msr_published)} would decide otherwise"
              f" than {float(r.msr):.5f}; savings are {float(100 * F(r.diff, r.benchmark)):.5f} %")
    edge = [r for r in rows if r.chosen != 0 and abs(r.diff) == r.msr * r.benchmark / 100]
    print(f"    rows exactly on the threshold: {len(edge)}")

    missed = 0
    for name, group in (("payments (gate passed)", paid), ("losses (rate passed)", owing), ("nothing due", idle)):
        verdicts = [(r, *r.verdict()) for r in group]
        count = Counter(v for _, v, _ in verdicts)
        named = [r for r, v, _ in verdicts if v == "MISS" and (year, r.aco) in EXCEPTIONS]
        missed += count["MISS"] - len(named)
        print(f"  {name}: {len(group)} rows, exact {count['exact']}, within rounding {count['within']},"
              f" named exceptions {len(named)}, MISS {count['MISS'] - len(named)}")
        for r, v, centre in verdicts:
            if v == "MISS":
                why = EXCEPTIONS.get((year, r.aco), "NOT EXPLAINED")
                before = -r.earned - r.disaster
                print(f"    {r.aco} {r.track}: formula {float(centre):.2f}, published {r.earned}; {why};"
                      f" owed before disaster adjustment {before} of {float(-r.diff * r.loss_rate(r.quality)):.0f}")
            elif show and v == "within":
                print(f"    within {r.aco} {r.track}: formula {float(centre):.3f}, published {r.earned}")
    failed = [r for r in rows if not r.met]
    for r in failed:
        print(f"  quality failed: {r.aco} {r.track} diff {r.diff} gate {r.gate():+d} earned {r.earned}")
    for r in owing:
        limit = F(BENCHMARK_LIMIT[r.track]) * r.benchmark
        if -r.diff * r.loss_rate(r.quality) > limit:
            print(f"  the loss limit on the benchmark would bind: {r.aco} limit {float(limit):.0f}, published {r.earned}")
    odd = [r.aco for r in rows if r.disaster and r.gate() >= 0]
    print(f"  disaster adjustment: {sum(1 for r in rows if r.disaster)} rows, on rows without a loss: {odd or 'none'}")
    ratios = sorted(F(-r.disaster) / (-r.diff * r.loss_rate(r.quality)) for r in owing if r.disaster)
    if ratios:
        print("    as a share of loss x loss rate: " + " ".join(f"{float(x):.4f}" for x in ratios))

    money = [r for r in paid if r.earned > 0]
    print(f"  controls on {len(money)} paid rows:")
    for label, arguments in (("without sequestration", {"sequestration": F(1)}),
                             ("cap before sequestration", {"cap_first": True})):
        fits = []
        for r in money:
            low = r.payment(r.savings_interval()[0], r.quality_interval()[0], **arguments)
            high = r.payment(r.savings_interval()[1], r.quality_interval()[1], **arguments)
            if low - HALF <= r.earned <= high + HALF:
                fits.append(r)
        capped = [r.aco for r in fits if r.cap_binds()]
        if label.startswith("without"):
            free = [r.aco for r in fits if not r.cap_binds()]
            print(f"    {label}: fits {len(free)} rows whose cap does not bind {free or ''}"
                  f" (cap binds, so it cannot tell: {capped or 'none'})")
            missed += len(free)
        else:
            bound = [r.aco for r in money if r.cap_binds()]
            print(f"    {label}: cap binds on {bound or 'none'}, of which it fits {capped or 'none'}")
    floors = sum(1 for r in money if r.payment(F(r.diff), r.quality).__floor__() == r.earned)
    print(f"    rounding down in place of nearest: {floors} of {len(money)} exact")
    by_columns = sum(1 for r in money if nearest(r.payment(F(r.benchmark - r.expenditure), r.quality)) == r.earned)
    print(f"    savings as benchmark - expenditure in place of diff: {by_columns} of {len(money)} exact")
    furthest = max((abs(nearest(r.payment(F(r.diff), r.quality)) - r.earned) for r in money), default=0)
    print(f"    furthest exact formula from a published payment: ${furthest}")
    print(f"  total earned savings: {sum(r.earned for r in rows if r.earned > 0):,}")
    return missed + len(wrong)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", default="../shared/data/mssp")
    parser.add_argument("--years", nargs="*", type=int)
    parser.add_argument("--rows", action="store_true", help="list every row that is only within rounding")
    options = parser.parse_args()
    years = options.years or sorted(int(f[:4]) for f in os.listdir(options.data) if f[:4].isdigit() and f.endswith(".csv"))
    faults = sum(report(read(options.data, year), year, options.rows) for year in years)
    print(f"\n{faults} unexplained")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
