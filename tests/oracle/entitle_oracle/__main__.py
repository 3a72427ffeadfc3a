"""JSON lines in, JSON lines out.

    python3 -m entitle_oracle < requests.jsonl > answers.jsonl

A request: {"id", "contract": path, "achievement_date"?, "patient"?: {…}, "facts"?: {…}, "members"?: […]}.
Numbers and dates are texts; null is null; absent is unknown.
"""
import json
import sys
from functools import lru_cache

from .definition import load
from .patient import Patient
from .subject import Subject


@lru_cache(maxsize=1000)
def definition_at(path):
    return load(path)


def answer(request):
    definition = definition_at(request["contract"])
    facts, out = request.get("facts"), {"id": request.get("id")}
    if request.get("patient") is not None:
        out["patient"] = Patient(definition, request["patient"], facts, request.get("achievement_date")).answer()
    if facts is not None:
        subject = Subject(definition, facts, request.get("members"))
        out["subject"] = subject.answer()
        if "refused" not in out["subject"]:
            out["headroom"] = subject.headroom()
    return out


def main():
    for text in sys.stdin:
        if text.strip():
            print(json.dumps(answer(json.loads(text)), ensure_ascii=True))


if __name__ == "__main__":
    main()
