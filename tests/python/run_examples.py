"""Runs the examples of a generated client on a server whose data is deleted: `run_examples.py FOLDER PORT`."""

import dataclasses
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


def check(result, expected):
    if isinstance(result, dict):
        assert [str(value) for value in result] == list(expected["each"]), (result, expected)
        for value, one in result.items():
            check(one, expected["each"][str(value)])
    elif "error" in expected:
        assert expected["error"] in str(result.error), (result, expected)
    else:
        is_right = plain(result.result) == expected_of(result.result, expected["reply"])
        assert result.error is None and is_right, (result, expected)


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
