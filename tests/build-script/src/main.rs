//! Stores a greeting and who was greeted, on the Redis server whose URL is the first argument.

#![deny(warnings)]

mod client {
    sigma_gen::include_client!();
}

use client::{Client, Sadd, Set};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let url = std::env::args().nth(1).ok_or("usage: build-script-example URL")?;
    let client = Client::connect(&url).await?;
    client.set([Set::new("greeting", "hello")]).await.one()?;
    let greeted = client.sadd([Sadd::new("greeted", ["you", "me"])]).await.one()?;
    let greeting = client.get(["greeting"]).await.one()?.ok_or("the greeting is gone")?;
    println!("{}, all {greeted}", greeting.to_str()?);
    Ok(())
}
