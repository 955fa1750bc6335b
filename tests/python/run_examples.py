"""Runs the examples of a generated client on a server whose data is deleted: `run_examples.py FOLDER PORT`."""

import sys

sys.path.insert(0, sys.argv[1])

import redis  # noqa: E402

from client import Client, Result  # noqa: E402
from examples import EXAMPLES  # noqa: E402


def plain(value):
    """A reply as the catalogue has it: text in place of bytes, and what has no order in one."""
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, (list, set, frozenset)):
        return sorted(map(plain, value))
    return value


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
        assert result.error is None and plain(result.result) == plain(expected["reply"]), (result, expected)


connection = redis.Redis(port=int(sys.argv[2]), protocol=2)
raw = redis.Redis(port=int(sys.argv[2]), protocol=2)
raw.response_callbacks.clear()
for call, example in EXAMPLES:
    raw.execute_command("FLUSHALL")
    for command in example["given"]:
        raw.execute_command(*words(command))
    response = call(Client(connection), example["call"])
    expected = example["results"]
    assert list(response.results) == list(expected), (example["title"], response)
    for key, one in response.results.items():
        check(one, expected[key])
    for after in example["after"]:
        answer = raw.execute_command(*words(after["run"]))
        assert plain(answer) == plain(after["is"]), (example["title"], answer)
print(len(EXAMPLES), "examples")
