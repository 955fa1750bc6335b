//! `sigma-gen import`: entries of a catalogue, drafted from servers of each version.

use redis_servers::{Cluster, Server, Version};
use sigma_gen::catalogue::{self, Source};

use crate::support::folder::Folder;

const CATALOGUE: &str = "operations.yaml";

fn read(folder: &Folder) -> String {
    folder.read(CATALOGUE)
}

/// A folder with the catalogue that `init` writes.
fn started() -> Folder {
    let folder = Folder::new();
    folder.succeeds("init");
    folder
}

fn check(text: String) -> catalogue::Catalogue {
    catalogue::load(&Source { path_shown: CATALOGUE.to_owned(), text })
        .unwrap_or_else(|mistakes| panic!("{mistakes}"))
}

#[test]
fn every_command_of_a_server_is_drafted_without_mistakes() {
    for version in Version::all() {
        let server = Server::start(version);
        let folder = started();
        folder.succeeds(&format!("import --all --from {} --into {CATALOGUE}", server.url()));
        let drafted = check(read(&folder));
        // What its own commands are called, but for the few that a call cannot run.
        let known = server.cli(&["COMMAND", "COUNT"]).trim().parse::<usize>().unwrap();
        assert!(drafted.operations().count() > known * 3 / 4, "{version:?}: {known}");
        let again = folder.succeeds(&format!("import --all --from {} --into {CATALOGUE}", server.url()));
        assert!(again.contains("were there already") && !again.contains("added"), "{again}");
    }
}

#[test]
fn a_draft_is_what_a_person_would_write() {
    let server = Server::start(Version::V8);
    let drafted = Folder::new().succeeds(&format!("import hset lcs --from {}", server.url()));
    let expected = "\
- name: hset
  title: HSET
  command: HSET
  since: 2.0.0
  summary: Creates or modifies the value of a field in a hash.
  access: write
  retry: safe
  params:
    - {name: key, label: Key, type: key, description: TODO}
    - name: fields
      label: Fields
      repeat: variadic
      description: TODO
      params:
        - {name: field, label: Field, type: string, description: TODO}
        - {name: value, label: Value, type: any, description: TODO}
  reply: {type: integer, success: TODO}

# For `operations` of the group `string`:
- name: lcs
";
    let (start, entries) = drafted.split_once("# For `operations` of the group `hash`:\n").unwrap();
    assert!(start.starts_with("# From Redis 8."), "{start}");
    assert!(start.contains("# For `records`:\n- name: lcs_matches\n  description: "), "{start}");
    assert!(entries.starts_with(expected), "{entries}");
}

#[test]
fn what_is_in_the_catalogue_stays_as_it_is() {
    let server = Server::start(Version::V8);
    let folder = started();
    let before = read(&folder);
    let told =
        folder.succeeds(&format!("import zadd getdel GET zrange --from {} --into {CATALOGUE}", server.url()));
    assert!(told.starts_with("operations.yaml: added zadd, zrange, getdel\n"), "{told}");
    assert!(told.contains("operations.yaml: get was there already\n"), "{told}");
    let after = read(&folder);
    // Only lines were added.
    let mut rest = after.lines();
    for line in before.lines() {
        assert!(rest.any(|known| known == line), "{line}\n{after}");
    }
    let catalogue = check(after.clone());
    let groups: Vec<_> = catalogue
        .groups
        .iter()
        .map(|group| {
            (group.name.as_str(), group.operations.iter().map(|it| it.name.as_str()).collect::<Vec<_>>())
        })
        .collect();
    // The server's group is `string`.
    assert_eq!(groups[0].1.last(), Some(&"getdel"), "{groups:?}");
    assert_eq!(groups.last(), Some(&("sorted_set", vec!["zadd", "zrange"])));
    assert!(catalogue.record("scored_member").is_some());
    let warnings = folder.run("check").stderr;
    assert!(warnings.contains("`description` is still to be written"), "{warnings}");

    // A second record goes beside the first.
    folder.succeeds(&format!("import xrange --from {} --into {CATALOGUE}", server.url()));
    let catalogue = check(read(&folder));
    assert!(catalogue.record("scored_member").is_some() && catalogue.record("stream_entry").is_some());
    folder.succeeds("generate");
}

#[test]
fn all_that_cannot_be_drafted_is_told_at_once_and_nothing_is_written() {
    let server = Server::start(Version::V8);
    let folder = started();
    let before = read(&folder);
    let told = folder
        .fails(&format!("import subscribe hgett xgroup hset --from {} --into {CATALOGUE}", server.url()))
        .stderr;
    for part in [
        "`SUBSCRIBE` cannot be an operation: it changes what comes over the connection",
        "has no command `HGETT`",
        "did you mean `HGET`?",
        "`XGROUP` alone is no command",
        "name one of its subcommands: ",
    ] {
        assert!(told.contains(part), "{part}\n{told}");
    }
    assert_eq!(told.matches("error[SG036]").count(), 3, "{told}");
    assert_eq!(read(&folder), before);

    for group in ["hashes", "!!"] {
        let told = folder.fails(&format!("import --group {group} --from {}", server.url())).stderr;
        let message = format!("the server has no group `{group}`");
        assert!(told.contains(&message) && told.contains("hash, "), "{told}");
    }
    let told = folder.fails(&format!("import hset --from {} --into missing.yaml", server.url())).stderr;
    assert!(told.contains("missing.yaml"), "{told}");
}

#[test]
fn a_catalogue_to_which_nothing_can_be_added_says_why() {
    let server = Server::start(Version::V8);
    let folder = started();
    let text = read(&folder);
    let other_record = "records:\n  - name: stream_entry\n    description: Another.\n    fields: [{ name: id, type: bulk, description: It. }]\ngroups:\n";
    let in_brackets = r#"version: 1
service: { name: a, title: A, object: a, package: a, cluster: a }
groups: [{ name: a, title: A, operations: [{ name: ping, title: PING, command: PING, since: 1.0.0, summary: It answers., access: read, params: [], reply: { type: any, success: It. }, examples: [] }] }]
"#;
    for (text, command, message) in [
        // Mistakes of the catalogue come first, at their places.
        (
            "version: 1\ngroups: []\n".to_owned(),
            "hset",
            "error[SG012]: `groups` is an empty list\n --> operations.yaml:2",
        ),
        (String::new(), "hset", "error[SG004]: the file has no content"),
        (in_brackets.to_owned(), "hset", "`groups` is empty or written in brackets"),
        // What has a draft's name is something else.
        (
            text.replace("- name: get ", "- name: strlen "),
            "strlen",
            "the catalogue has another operation `strlen`",
        ),
        (
            text.replace("groups:\n", other_record),
            "xrange",
            "the catalogue has another record `stream_entry`",
        ),
    ] {
        folder.write(CATALOGUE, &text);
        let told =
            folder.fails(&format!("import {command} --from {} --into {CATALOGUE}", server.url())).stderr;
        assert!(told.contains(message), "{message}\n{told}");
        assert_eq!(read(&folder), text);
    }
}

#[test]
fn lines_end_as_they_did_and_the_byte_order_mark_stays() {
    let server = Server::start(Version::V8);
    let folder = started();
    let before = format!("\u{feff}{}", read(&folder).replace('\n', "\r\n"));
    folder.write(CATALOGUE, &before);
    folder.succeeds(&format!("import getdel xrange --from {} --into {CATALOGUE}", server.url()));
    let after = read(&folder);
    assert!(after.starts_with("\u{feff}# "), "{after:?}");
    assert_eq!(after.matches('\n').count(), after.matches("\r\n").count(), "{after:?}");
    assert!(
        after.contains("  - name: stream_entry\r\n") && after.contains("      - name: getdel\r\n"),
        "{after:?}"
    );
    // Only lines were added.
    let mut rest = after.split_inclusive('\n');
    for line in before.split_inclusive('\n') {
        assert!(rest.any(|known| known == line), "{line:?}\n{after:?}");
    }
}

#[test]
fn an_older_server_gives_what_it_tells() {
    let server = Server::start(Version::V6_2);
    let drafted = Folder::new().succeeds(&format!("import HSET --from {}", server.url()));
    assert!(drafted.contains("- {name: key, label: Key, type: key, description: TODO}"), "{drafted}");
    assert!(drafted.contains("name: arguments"), "{drafted}");
    assert!(drafted.contains("summary: TODO"), "{drafted}");
    let told = Folder::new().fails(&format!("import BLPOP OBJECT --from {}", server.url())).stderr;
    assert!(told.contains("`BLPOP` cannot be an operation: it waits, and Redis 6.2"), "{told}");
    assert_eq!(told.matches("ask a server of Redis 7.0 or newer").count(), 2, "{told}");
}

#[test]
fn a_server_of_this_machine_is_started_where_none_is_named() {
    let drafted = Folder::new().succeeds("import get");
    assert!(drafted.contains("command: GET"), "{drafted}");
    assert!(Folder::new().fails("import get --from redis://127.0.0.1:1").stderr.contains("cannot connect"));
    let cluster = Cluster::start(Version::V8);
    let drafted = Folder::new().succeeds(&format!("import get --from {}", cluster.urls().join(",")));
    assert!(drafted.contains("command: GET"), "{drafted}");
}
