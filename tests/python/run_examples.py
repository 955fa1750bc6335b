"""Runs the examples of a generated client on a server whose data is deleted: `run_examples.py FOLDER PORT`."""

import dataclasses
import re
import sys

sys.path.insert(0, sys.argv[1])

import redis  # noqa: E402

from client import Client, Result  # noqa: E402
from examples import EXAMPLES  # noqa: E402


def plain(value):
    """A reply as the catalogue has it: text in place of bytes, a mapping in place of a record, and what has no order in one."""
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, (set, frozenset)):
        return sorted(map(plain, value))
    if isinstance(value, list):
        return [plain(item) for item in value]
    if dataclasses.is_dataclass(value):
        fields = {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
        # What did not come is not in the catalogue either.
        return {name: field for name, field in fields.items() if field is not None}
    if isinstance(value, dict):
        return {name: plain(field) for name, field in value.items() if field is not None}
    return value


def expected_of(result, expected):
    """What is expected, in the order of a set's members."""
    return sorted(expected) if isinstance(result, frozenset) else plain(expected)


def in_any_order(value):
    return sorted(map(in_any_order, value), key=repr) if isinstance(value, list) else plain(value)


def words(command):
    return [word if isinstance(word, str) else str(word) for word in command]


def is_like(value, pattern):
    """Whether a text, or a number as text, is like a pattern: `*` is any number of characters, and `?` is one."""
    pattern = re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
    return re.fullmatch(pattern, re.sub(r"\.0$", "", str(value)), re.DOTALL) is not None


def fitted(value, expected):
    """A reply with the pattern in the place of whatever is like one."""
    if isinstance(value, list) and isinstance(expected, list) and len(value) == len(expected):
        return [fitted(*both) for both in zip(value, expected)]
    if isinstance(value, dict) and isinstance(expected, dict):
        return {name: fitted(one, expected.get(name)) for name, one in value.items()}
    is_pattern = isinstance(expected, dict) and list(expected) == ["like"] and value is not None
    return expected if is_pattern and is_like(value, expected["like"]) else value


def check(result, expected):
    if isinstance(result, dict) and list(result) == [ADDRESS]:
        check(result[ADDRESS], expected)
    elif isinstance(result, dict):
        assert [str(value) for value in result] == list(expected["each"]), (result, expected)
        for value, one in result.items():
            check(one, expected["each"][str(value)])
    elif "error" in expected:
        assert expected["error"] in str(result.error), (result, expected)
    else:
        reply = expected_of(result.result, expected["reply"])
        is_right = fitted(plain(result.result), reply) == reply
        assert result.error is None and is_right, (result, expected)


ADDRESS = f"localhost:{sys.argv[2]}"
connection = redis.Redis(port=int(sys.argv[2]), protocol=2)
raw = redis.Redis(port=int(sys.argv[2]), protocol=2)
raw.response_callbacks.clear()
for call, example in EXAMPLES:
    raw.execute_command("FLUSHALL")
    for command in example["given"]:
        raw.execute_command(*words(command))
    response = call(Client(connection), example["call"])
    expected = example["results"]
    assert [str(key) for key in response.results] == list(expected), (example["title"], response)
    for key, one in response.results.items():
        check(one, expected[str(key)])
    for after in example["after"]:
        answer = raw.execute_command(*words(after["run"]))
        assert in_any_order(answer) == in_any_order(after["is"]), (example["title"], answer)
print(len(EXAMPLES), "examples")
