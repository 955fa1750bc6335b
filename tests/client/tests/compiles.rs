//! What the compiler says about code that uses the client.

#![deny(unfulfilled_lint_expectations)]
// That it compiles is the test.
#![allow(dead_code)]

use sigma_redis::{Client, Error, Set, blocking};

/// An operation that failed is not passed over in silence.
#[expect(unused_must_use, reason = "the response is dropped")]
async fn a_dropped_response_is_a_warning(client: Client) {
    client.set([Set::new("key", "value")]).await;
}

#[expect(unused_must_use, reason = "the response is dropped")]
fn a_dropped_response_is_a_warning_without_async(client: blocking::Client) {
    client.set([Set::new("key", "value")]);
}

#[expect(unused_must_use, reason = "nobody waits for it")]
fn a_call_without_await_is_a_warning(client: Client) {
    client.set([Set::new("key", "value")]);
}

#[deny(warnings)]
async fn a_response_that_is_looked_at_is_no_warning(client: Client) -> Result<(), Error> {
    client.set([Set::new("key", "value")]).await.all()?;
    if client.set([Set::new("key", "value")]).await.failed() > 0 {
        return Ok(());
    }
    for (_, result) in client.set([Set::new("key", "value")]).await {
        result?;
    }
    Ok(())
}
