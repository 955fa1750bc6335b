//! The reference docs of commands of every shape.
#![cfg(feature = "cli")]

use std::collections::BTreeSet;

use super::docs::{generate, input, page_of, read};
use crate::support::hostile::{any, builtin};
use crate::support::markdown::anchor;
use sigma_gen::catalogue::Source;
use sigma_gen::targets::Input;
use sigma_gen::targets::docs::inject;

/// A page of operations of every shape, in parts.
fn of_operation(title: &str) -> String {
    let page = page_of(&any());
    let start = page.find(&format!(". {title}\n")).unwrap();
    let end = page[start..].find("\n#### ").unwrap_or(page.len() - start);
    page[start..][..end].to_owned()
}

#[test]
fn parts_and_alternatives_have_rows_of_their_own() {
    let zrange = of_operation("ZRANGE");
    for row in [
        "| By | `BYSCORE`, `BYLEX` | No | `by`: What the range is of; of positions without it. Since 6.2.0. |",
        "| Limit | Object | No | `limit`: A part of the range. Only with `by`. |",
        "| Offset | Integer | :white_check_mark: | `limit.offset`: How many are left out. |",
    ] {
        assert!(zrange.contains(row), "{row}\n{zrange}");
    }
    let geosearch = of_operation("GEOSEARCH");
    for row in [
        "| From | One of `frommember` or `fromlonlat` | One of these | Where to search. |",
        "| Place | Object | No | `fromlonlat`: Around this place. |",
        "| Longitude | Double | :white_check_mark: | `fromlonlat.longitude`: Its longitude. |",
    ] {
        assert!(geosearch.contains(row), "{row}\n{geosearch}");
    }
    let xadd = of_operation("XADD");
    assert!(xadd.contains("| Id | String | No: `*` | `id`: The entry's identifier. |"), "{xadd}");
    let bitfield = of_operation("BITFIELD");
    for row in [
        "| Steps | One of `get`, `incrby` or `overflow` | At least one | `steps`: What is done, in this order. |",
        "| Encoding | String | :white_check_mark: | `steps.get.encoding`: Its type, such as u8. |",
    ] {
        assert!(bitfield.contains(row), "{row}\n{bitfield}");
    }
    assert!(of_operation("EVAL").contains("| Keys | String | No, any number | `keys`: "));
}

#[test]
fn replies_by_parameter_and_records_are_shown() {
    let zadd = of_operation("ZADD");
    assert!(
        zadd.contains("| Integer | How many members are new. |\n| with `incr`: Double or null | |\n"),
        "{zadd}"
    );
    let geosearch = of_operation("GEOSEARCH");
    assert!(
        geosearch.contains(
            "| with `withcoord`, `withdist` or `withhash`: Array of [GeoMatch](#record-geomatch) | |"
        ),
        "{geosearch}"
    );
    assert!(geosearch.contains("\n##### Record GeoMatch\n\nA member that was found"), "{geosearch}");
    assert!(
        geosearch.contains("| `distance` | Double | How far away it is. Only with `withdist`. |"),
        "{geosearch}"
    );
    assert!(geosearch.contains("| `coordinates` | [Coordinates](#record-coordinates) | "), "{geosearch}");
    let xreadgroup = of_operation("XREADGROUP");
    assert!(
        xreadgroup.contains("| Object of Array of [StreamEntry](#record-streamentry) or null | "),
        "{xreadgroup}"
    );
    assert!(of_operation("MGET").contains("| Array of (Bulk String or null) | "));
    // Once on the page.
    let page = page_of(&any());
    for record in &any().records {
        let heading = format!("##### Record {}\n", sigma_gen::languages::pascal(&record.name));
        assert_eq!(page.matches(&heading).count(), 1, "{heading}");
    }
    let seen = read(&page);
    let anchors: BTreeSet<_> = seen.headings.iter().map(|(_, text)| format!("#{}", anchor(text))).collect();
    for link in seen.links.iter().filter(|link| link.starts_with('#')) {
        assert!(anchors.contains(link), "{link}");
    }
}

/// In a file of the user's own, a record stands in the first region that needs it.
#[test]
fn regions_have_their_records_once() {
    let region =
        |what: &str| format!("## {what}\n\n<!-- BEGIN SIGMA-GEN {what} -->\n<!-- END SIGMA-GEN -->\n\n");
    let text = region("parameters operation=zrange")
        + &region("response operation=zrange")
        + &region("operations names=zrange,xrange");
    let file = Source { path_shown: "mine.md".into(), text };
    let filled = inject::fill(&file, &Input::new(&any())).unwrap();
    let seen = read(&filled);
    let records: Vec<_> = seen.headings.iter().filter(|(_, text)| text.starts_with("Record ")).collect();
    assert_eq!(
        records,
        [&(3, "Record ScoredMember".to_owned()), &(4, "Record StreamEntry".to_owned())],
        "{filled}"
    );
    let again = Source { text: filled.clone(), ..file };
    assert_eq!(inject::fill(&again, &Input::new(&any())).unwrap(), filled);
}

#[test]
fn results_without_a_key_stand_under_positions() {
    let xreadgroup = of_operation("XREADGROUP");
    assert!(xreadgroup.contains("stands under the position of its parameter set"), "{xreadgroup}");
    let result = "    results: {\n        0: { result: { orders: [{ id: '1-1', fields: { item: 'pen' } }] }, error: null }\n";
    assert!(xreadgroup.contains(result), "{xreadgroup}");
    assert!(!of_operation("HGETALL").contains("position"));
    assert!(page_of(&any()).contains("`results[0]`") && !page_of(&builtin()).contains("results[0]"));
}

/// Where an operation runs and what becomes of the answers, and that it waits, stands below its summary.
#[test]
fn nodes_and_waiting_are_told() {
    for (title, told) in [
        ("DBSIZE", "runs on every master, and the answer is the sum of theirs."),
        ("KEYS", "runs on every master, and the answer has their lists one after the other."),
        ("SCAN", "runs on every master. Each has a result of its own under its address"),
        ("SCRIPT LOAD", "runs on every node, masters and replicas. It succeeds only if all of them do"),
        ("SCRIPT EXISTS ON ALL NODES", "and the answer has a 1 only where every node's has one."),
        ("BLPOP", "\n\nIt waits up to `timeout`, on a connection of its own"),
        ("XREADGROUP", "\n\nWith `block`, it waits up to that long, on a connection of its own"),
    ] {
        let operation = of_operation(title);
        let top = &operation[..operation.find("##### Parameters").unwrap()];
        assert!(top.contains(told), "{told}\n{operation}");
    }
    assert!(
        !of_operation("SCRIPT EXISTS").contains("cluster, it runs")
            && !of_operation("LRANGE").contains("waits")
    );
    let site = generate(&input(&any()));
    for page in ["site/operations/scan.html", "site/groups/server.html"] {
        assert!(
            site.get(page).unwrap().contains("<p>On a cluster, it runs on every master. Each has"),
            "{page}"
        );
    }
}

/// A result of its own for each node: under the address that examples show.
#[test]
fn results_of_nodes_stand_under_addresses() {
    let scan = of_operation("SCAN");
    for part in [
        "| Node | String | No | `node`: The address of the only node to ask, such as 10.0.0.1:6379. |\n\n",
        "`response.results[0]['10.0.0.1:6379']`",
        "        0: {\n            '10.0.0.1:6379': { result: { cursor: '0', keys: ['a'] }, error: null }\n        }\n",
    ] {
        assert!(scan.contains(part), "{part}\n{scan}");
    }
    assert!(!of_operation("DBSIZE").contains("10.0.0.1") && !of_operation("KEYS").contains("| Node |"));
}

/// What differs each time is shown as something that is like it.
#[test]
fn patterns_have_values_in_their_place() {
    let mut catalogue = any();
    for operation in catalogue.groups.iter_mut().flat_map(|group| &mut group.operations) {
        // A page has the first example only.
        operation.examples.reverse();
    }
    let page = page_of(&catalogue);
    for shown in ["result: ['1…', 'a, \"b\" … …']", "{ member: 'Catania', distance: 56.44, hash: "] {
        assert!(page.contains(shown), "{shown}\n{page}");
    }
}

#[test]
fn what_is_deprecated_says_so_at_the_top() {
    let expire = of_operation("EXPIRE");
    let top = &expire[..expire.find("Sets when a key expires.").unwrap()];
    assert!(top.ends_with("\n\n> **Deprecated:** Not really, but the tests need one.\n\n"), "{expire}");
    let site = generate(&input(&any()));
    for page in ["site/operations/expire.html", "site/groups/server.html"] {
        assert!(site.get(page).unwrap().contains("<strong>Deprecated:</strong> Not really"));
    }
}

/// The pages of operations have the records that they need, and those of groups each once.
#[test]
fn pages_of_the_site_have_their_records() {
    let catalogue = any();
    let site = generate(&input(&catalogue));
    for (path, html) in site.iter().filter(|(path, _)| path.ends_with(".html")) {
        let ids: Vec<_> = html.split(" id=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{path}: {ids:?}");
        for link in html.split("href=\"#").skip(1).map(|rest| rest.split('"').next().unwrap()) {
            assert!(ids.contains(&link), "{path}: #{link}");
        }
    }
    let xrange = site.get("site/operations/xrange.html").unwrap();
    assert!(xrange.contains("<h3 id=\"record-streamentry\">Record StreamEntry</h3>"), "{xrange}");
    let xadd = site.get("site/operations/zadd.html").unwrap();
    assert!(xadd.contains("<dt>In Rust with incr<dd><code>Option&lt;f64&gt;</code>"), "{xadd}");
}
