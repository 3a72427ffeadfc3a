"""Runs the workers of the bench, goes round all their contenders, and writes tables of medians and ratios.

Nothing but the standard library: it runs where no package could be fetched. A ratio is the median of the ratios of each
round, in which both were timed within seconds of one another, so that what else the machine did falls on both.
"""

import argparse
import datetime
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


class Worker:
    """A process with contenders of its own; pinned to a processor where it is of one thread."""

    def __init__(self, command, threads):
        environment = dict(os.environ, POLARS_MAX_THREADS=str(threads), NUMBA_NUM_THREADS=str(threads))
        pinned = ["taskset", "-c", "0"] if threads == 1 and shutil.which("taskset") else []
        self.process = subprocess.Popen(pinned + list(map(str, command)), env=environment, text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.command = command
        self.contenders = None

    def answer(self):
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"a worker ended before its time: {' '.join(map(str, self.command))}")
        return json.loads(line)

    def time(self, place, repetitions):
        self.process.stdin.write(f"{place} {repetitions}\n")
        self.process.stdin.flush()
        return self.answer()

    def end(self):
        self.process.stdin.close()
        self.process.wait()


class Measured:
    """Times of one contender, nanoseconds a row, one for each round."""

    def __init__(self, against):
        self.against, self.times = against, []

    def median(self):
        return statistics.median(self.times)


def measure(commands, rounds, enough):
    """Times by contender. Each is run until `enough` seconds have gone by in a round, or once."""
    workers = [Worker(command, threads) for command, threads in commands]
    measured = {}
    # All have checked their answers when the last has said what it has.
    for worker in workers:
        worker.contenders = worker.answer()
        for contender in worker.contenders:
            measured[contender["name"]] = Measured(contender["against"])
    repetitions = {}
    for worker in workers:
        for place, contender in enumerate(worker.contenders):
            once = worker.time(place, 1)[0] / 1e9
            repetitions[contender["name"]] = max(1, min(25, int(enough / max(once, 1e-9))))
    for _ in range(rounds):
        for worker in workers:
            for place, contender in enumerate(worker.contenders):
                count = repetitions[contender["name"]]
                # Where a run is short, one more warms the caches and is not counted.
                times = worker.time(place, count + 1)[1:] if count > 1 else worker.time(place, 1)
                measured[contender["name"]].times.append(statistics.median(times) / contender["rows"])
    for worker in workers:
        worker.end()
    return measured


def ratio(measured, one, other):
    """How many times as long `one` takes as `other`; None where one of them was left out."""
    if one not in measured or other not in measured:
        return None
    return statistics.median(a / b for a, b in zip(measured[one].times, measured[other].times))


class Report:
    def __init__(self, path):
        self.path, self.lines = path, []

    def say(self, *lines):
        for line in lines:
            print(line, flush=True)
            self.lines.append(line)
        self.path.write_text("\n".join(self.lines) + "\n")

    def table(self, head, rows):
        widths = [max(map(len, column)) for column in zip(head, *rows)]
        line = lambda cells: "| " + " | ".join(
            cell.ljust(width) if place in (0, len(head) - 1) else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(cells, widths))) + " |"
        rule = "|" + "|".join("-" * (width + 1) + ("-" if place in (0, len(head) - 1) else ":")
                              for place, width in enumerate(widths)) + "|"
        self.say("", line(head), rule, *map(line, rows), "")

    def measured(self, title, measured, unit="ns a row"):
        self.say(f"## {title}")
        rows = []
        for name, one in measured.items():
            of = ratio(measured, name, one.against) if one.against else None
            rows.append([name, figure(one.median()), f"{figure(min(one.times))}–{figure(max(one.times))}",
                         f"{of:.2f}" if of else "", one.against if of else ""])
        self.table(["", f"median, {unit}", "from–to", "ratio", "to"], rows)

    def targets(self, targets):
        """Each: what, the figure, the bound, whether the figure may be at most or must be at least the bound."""
        rows = []
        for what, value, bound, at_most in targets:
            if value is None:
                rows.append([what, "left out", "", ""])
                continue
            met = value <= bound if at_most else value >= bound
            rows.append([what, f"{value:.2f}", f"{'≤' if at_most else '≥'} {bound:g}", "met" if met else "MISSED"])
        self.table(["must show", "measured", "target", ""], rows)


def figure(value):
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}" if value >= 100 else f"{value:.2f}"


def seven_rules(options, report):
    sizes = [2**20] if options.quick else [2**20, 20 * 2**20]
    for percent in (85, 8):
        for rows in sizes:
            commands = [([options.bench, "seven-rules", options.people, percent, rows, threads], threads) for threads in (1, 2)]
            if options.python:
                commands += [([options.python, HERE / "seven_rules.py", which, options.people, percent, rows, threads], threads)
                             for which in ("numba", "polars", "duckdb") for threads in (1, 2)]
            rounds = 2 if options.quick else 7 if rows == 2**20 else 5
            measured = measure(commands, rounds, 0.004 if rows == 2**20 else 0)
            report.measured(f"Seven rules, {rows:,} rows, {percent} % with diabetes", measured)
            report.targets(seven_rules_targets(measured, rows))


def seven_rules_targets(measured, rows):
    of = lambda one, other: ratio(measured, one, other)
    hand = lambda form: f"by hand, AVX2, {form}, per row"
    most = 1.5 if rows == 2**20 else 1.3
    for nulls in ("sentinel", "bitmap"):
        for width, bound in (("wide", most), ("narrow", 1.4)):
            form = f"{width}, {nulls}"
            for what in ("per row", "histogram"):
                ours, own = f"ours, AVX2, {form}, {what}", f"by hand, AVX2, {form}, {what}"
                yield f"ours, AVX2, {form}, {what} ÷ by hand", of(ours, own), bound, True
    for nulls in ("sentinel", "bitmap"):
        form = f"wide, {nulls}"
        yield f"ours, baseline, {form} ÷ by hand, AVX2", of(f"ours, baseline, {form}, per row", hand(form)), 3, True
    best = "ours, AVX2, wide, sentinel, per row"
    yield "Polars on two threads ÷ ours on one", of("Polars, wide, sentinel, 2 threads", best), 1, False
    yield "ours ÷ numba", of(best, "numba, without a branch, wide, sentinel"), 1.5, True
    for form in ("wide, sentinel", "wide, bitmap", "narrow, sentinel", "narrow, bitmap"):
        ours, own = f"ours, AVX2, {form}, per row", hand(form)
        speed = of(ours, f"{ours}, 2 threads"), of(own, f"{own}, 2 threads")
        yield f"speed-up by two threads, {form}: ours ÷ by hand", speed[0] / speed[1] if all(speed) else None, 0.9, False


def national(options, report):
    rows = options.patient_rows
    commands = [([options.bench, "national", options.patients, rows, threads], threads) for threads in (1, 2)]
    if options.python:
        commands += [([options.python, HERE / "national.py", which, options.patients, options.rules, rows, threads], threads)
                     for which in ("polars", "duckdb") for threads in (1, 2)]
    measured = measure(commands, 2 if options.quick else 5, 0)
    report.measured(f"All indicators of qof-england@2025-04-01, {rows:,} patients", measured, "ns a patient")
    of = lambda one, other: ratio(measured, one, other)
    targets = []
    for what in ("histogram", "per row"):
        ours = f"ours, AVX2, narrow, sentinel, {what}"
        targets += [(f"{what}: ns a patient", measured[ours].median(), 60, True),
                    (f"{what} ÷ memory read", of(ours, "memory read, narrow, sentinel"), 2.5, True)]
    for ending in ("", ", 2 threads"):
        ours = f"ours, AVX2, narrow, sentinel, per row{ending}"
        for engine in ("DuckDB, its own table, per row", "Polars, per row"):
            targets.append((f"{engine}{ending} ÷ ours{ending}", of(f"{engine}{ending}", ours), 10, False))
    report.targets(targets)
    breakdown(options, report)


def breakdown(options, report):
    """Where our own time goes, by register."""
    command = [options.bench, "breakdown", options.patients, str(options.patient_rows)]
    parts = json.loads(subprocess.run(list(map(str, command)), capture_output=True, text=True, check=True).stdout)
    whole = sum(part["settling"] + part["in_place"] + part["gathered"] for part in parts) / 100
    parts.sort(key=lambda part: -(part["settling"] + part["in_place"] + part["gathered"]))
    rows = [[part["register"], str(part["indicators"])] + [f"{part[kind] / 100:.2f}" for kind in ("settling", "in_place", "gathered")]
            + [f"{part['gathered_rows_per_thousand'] / 10:.1f} %"] for part in parts]
    sums = [sum(part[kind] for part in parts) / 100 for kind in ("settling", "in_place", "gathered")]
    rows.append(["together", str(sum(part["indicators"] for part in parts))] + [f"{one:.2f}" for one in sums] + [""])
    report.say(f"Where the {whole:.0f} ns a patient go, the clock's own included: AVX2, narrow, sentinel, one thread.")
    report.table(["register", "indicators", "settling it", "indicators, in place", "indicators, gathered", "rows gathered"], rows)


def single(options, report):
    commands = [([options.bench, "single", options.people, options.patients], 1)]
    measured = measure(commands, 3 if options.quick else 15, 0.02)
    report.measured("One patient at a time, one thread", measured, "ns a patient")
    times = ratio(measured, "datalogic-rs, data parsed before", "ours, seven rules, by a plan")
    report.targets([("datalogic-rs ÷ ours, no trace", times, 3, False)])


def statements(options, report):
    measured = measure([([options.bench, "statements"], 1)], 2 if options.quick else 5, 0)
    report.measured("Statements of qof-england@2025-04-01 for 6,249 practices, one thread", measured, "ns a practice")
    seconds = [measured[name].median() * 6249 / 1e9 for name in ("statements", "statements, every answer written")]
    report.targets([("seconds for all", seconds[0], 1, True), ("seconds for all, every answer written", seconds[1], 1, True)])


WORKLOADS = {"seven-rules": seven_rules, "national": national, "single": single, "statements": statements}


def machine():
    model = platform.processor() or platform.machine()
    try:
        names = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
        model = names[0].split(":", 1)[1].strip()
        flags = Path("/proc/cpuinfo").read_text()
        vectors = "AVX-512" if " avx512bw" in flags else "AVX2"
        memory = Path("/proc/meminfo").read_text().split()[1]
        return f"{model}, {os.cpu_count()} processors, {vectors}, {int(memory) / 2**20:.0f} GiB"
    except (OSError, IndexError):
        return f"{model}, {os.cpu_count()} processors"


def version(*command):
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip().splitlines()
    except (OSError, subprocess.CalledProcessError):
        return []


def main():
    parser = argparse.ArgumentParser()
    for name in ("bench", "python", "people", "patients", "rules", "report"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--rows", type=int, required=True)
    parser.add_argument("--patient-rows", type=int, required=True)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("workloads", nargs="*")
    options = parser.parse_args()
    if options.python == "none":
        options.python = None

    report = Report(Path(options.report))
    revision = version("git", "describe", "--always", "--dirty")
    packages = version(options.python, "-m", "pip", "list", "--format=freeze") if options.python else []
    wanted = [one.replace("==", " ") for one in packages if one.split("==")[0] in ("numpy", "numba", "polars", "duckdb", "pyarrow")]
    report.say(
        "# The bench of columns", "",
        f"{datetime.date.today()}, {machine()}.",
        f"{', '.join(version('rustc', '--version') + wanted)}; Entitle {''.join(revision)}.",
        f"Load of the machine at the start: {os.getloadavg()[0]:.1f}. All answers were compared before anything was timed.", "",
        "Medians over rounds that go through all contenders in turn; a ratio is the median of the ratios of each round.",
        "One thread is timed by its processor's clock, two by the clock on the wall.", "")
    if os.getloadavg()[0] > 0.5:
        report.say("**The machine was busy with other work: whatever runs on two threads, and every ratio of two to one, is too slow.**", "")
    began = datetime.datetime.now()
    for name in options.workloads or WORKLOADS:
        WORKLOADS[name](options, report)
    report.say(f"Measured in {(datetime.datetime.now() - began).seconds} s; load at the end {os.getloadavg()[0]:.1f}.")
    print(f"written to {options.report}")


main()
