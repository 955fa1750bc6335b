//! Calls as words of the command line.

use super::*;

#[test]
fn a_repeated_name_starts_the_next_parameter_set() {
    let params = params_of(&["set", "key=a", "value=1", "value=2", "key=b"]);
    assert_eq!(
        params,
        "    params: [{\n        key: 'a',\n        value: '1'\n    }, {\n        key: 'b',\n        value: '2'\n    }]\n"
    );
}

#[test]
fn a_repeated_list_grows() {
    let params = params_of(&["sadd", "key=s", "values=a", "values=b", "key=t", "values="]);
    assert_eq!(
        params,
        "    params: [{\n        key: 's',\n        values: ['a', 'b']\n    }, {\n        key: 't',\n        values: ['']\n    }]\n"
    );
}

#[test]
fn a_list_of_one_may_be_given_under_its_other_name() {
    assert_eq!(
        params_of(&["sadd", "value=42", "key=s"]),
        "    params: [{\n        key: 's',\n        value: '42'\n    }]\n"
    );
}

#[test]
fn names_may_be_written_as_in_javascript() {
    let params = params_of(&["incrBy", "key=n", "increment=-9007199254740992"]);
    assert_eq!(params, "    params: [{\n        key: 'n',\n        increment: -9007199254740992n\n    }]\n");
}

#[test]
fn mistakes_say_what_was_meant_and_how_to_write_it() {
    let usage = "usage: sigma-gen js sadd key=KEY values=VALUE [values=VALUE ...]";
    assert_eq!(
        error_of(&["sad", "key=s"]),
        format!("no operation is called `sad`\nhelp: did you mean `sadd`?\n{usage}")
    );
    assert_eq!(
        error_of(&["sadd", "keys=s"]),
        format!("`sadd` has no parameter `keys`\nhelp: did you mean `key`?\n{usage}")
    );
    assert_eq!(error_of(&["sadd", "key=s"]), format!("parameter set 1 of `sadd` lacks `values`\n{usage}"));
    assert_eq!(error_of(&["sadd", "s"]), format!("`s` is not of the form name=value\n{usage}"));
    assert_eq!(
        error_of(&["sadd", "key=s", "value=a", "values=b"]),
        format!("`value` and `values` are the same parameter: give one of them\n{usage}")
    );
    assert_eq!(
        error_of(&["DELETE"]),
        "no operation is called `DELETE`\nhelp: did you mean `del`?\nusage: sigma-gen js del key=KEY"
    );
    assert_eq!(
        error_of(&["flushall"]),
        "no operation is called `flushall`\nusage: sigma-gen js OPERATION name=value ..."
    );
    assert_eq!(error_of(&[]), "no operation is called ``\nusage: sigma-gen js OPERATION name=value ...");
}

#[test]
fn numbers_are_checked() {
    for bad in ["", "1.5", "x", "1e3", "9223372036854775808", " 1"] {
        let message = error_of(&["incr_by", "key=n", &format!("increment={bad}")]);
        assert!(
            message.starts_with(&format!("`increment` takes a whole number of 64 bits, not `{bad}`\n")),
            "{message}"
        );
    }
    for bad in ["0", "-1", "1.5"] {
        let message = error_of(&["expire", "key=n", &format!("seconds={bad}")]);
        assert!(
            message
                .starts_with(&format!("`seconds` takes a positive whole number of seconds, not `{bad}`\n")),
            "{message}"
        );
    }
}

#[test]
fn a_dot_goes_into_a_part_and_a_flag_stands_alone() {
    let catalogue = any();
    let print = |call: &str| {
        let call: Vec<_> = call.split(' ').map(str::to_owned).collect();
        super::print(&catalogue, &[call], Style::Promise, &Connection::at_hand(), Format::Text)
    };
    for (call, expected) in [
        (
            "zadd key=z ch members.score=1 members.member=a members.score=2 members.member=b",
            "ch: true,\n        members: [{ score: 1, member: 'a' }, { score: 2, member: 'b' }]",
        ),
        (
            "bitfield key=k steps.overflow=SAT steps.get.encoding=u8 steps.get.offset=0",
            "steps: [{ overflow: 'SAT' }, { get: { encoding: 'u8', offset: '0' } }]",
        ),
        ("set key=k value=v condition=nx ex=60", "condition: 'NX',\n        ex: 60"),
        (
            "scan node=10.0.0.1:6379 cursor=5 cursor=7 count=10 node=10.0.0.2:6379",
            "[{\n        cursor: '5',\n        node: '10.0.0.1:6379'\n    }, {\n        cursor: '7',\n        count: 10,\n        node: '10.0.0.2:6379'\n    }]",
        ),
        ("scan count=10", "[{\n        count: 10\n    }]"),
        ("dbsize", "params: [{}]"),
    ] {
        let printed = print(call).unwrap();
        assert!(printed.contains(expected), "{printed}");
    }
    for (call, expected) in [
        (
            "bitfield key=k steps.get=1",
            "`steps.get` has parts: write `steps.get.encoding=…` in place of `steps.get=1`",
        ),
        ("zadd key=k members.score.x=1", "`score` has no parts: `members.score.x=1`"),
        ("set key=k value=v ex=1 px=1", "`ex` and `px` are alternatives: give one of them"),
        ("zrange key=k start=0 stop=1 limit.offset=0", "parameter set 1 of `zrange` lacks `count`"),
        ("set key=k value=v get=no", "`get` takes no value, not `no`"),
        ("scan node", "`node` is not of the form name=value"),
        ("dbsize node=10.0.0.1:6379", "`dbsize` has no parameter `node`"),
    ] {
        let message = print(call).unwrap_err().message;
        assert_eq!(message, expected);
    }
    let usage = print("scan nodes=a").unwrap_err().to_string();
    assert!(usage.contains("did you mean `node`?") && usage.ends_with(" [node=HOST:PORT]"), "{usage}");
}
