"""A worker of the bench in Python: the same conversation as `src/serve.rs` holds."""

import json
import sys
import time

import numpy

# Of one thread the time of its processor, which others on the machine do not lengthen; of several that of the clock.
THREADS = int(sys.argv[-1])
clock = time.process_time_ns if THREADS == 1 else time.perf_counter_ns


class Contender:
    def __init__(self, name, rows, run, answer=None, against=None):
        """`run` is timed and returns something, of which `answer` makes what is compared."""
        self.name, self.rows, self.run, self.answer, self.against = name, rows, run, answer, against


def check(contender, truth):
    """Runs a contender once; `truth` is a decision for each row, or for each row of each indicator."""
    said = numpy.asarray(contender.answer(contender.run()))
    wrong = numpy.flatnonzero(said != truth)
    if len(wrong):
        place = wrong[0]
        sys.exit(f"{contender.name}: {len(wrong)} of {len(truth)} decisions differ, first {place}: "
                 f"{said[place]}, not {truth[place]}")


def serve(contenders):
    """Serves until the driver ends: each line `contender repetitions` is answered with nanoseconds."""
    say([{"name": one.name, "rows": one.rows, "against": one.against} for one in contenders])
    for line in sys.stdin:
        contender, repetitions = map(int, line.split())
        run, times = contenders[contender].run, []
        for _ in range(repetitions):
            began = clock()
            run()
            times.append(clock() - began)
        say(times)


def say(value):
    print(json.dumps(value), flush=True)
