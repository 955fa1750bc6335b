//! Writes a test once for both flavours of the client.

/// Makes two tests of one body. In it `Client` is the client's type, and `wait!` awaits in the async
/// flavour and does nothing in the blocking one.
#[macro_export]
macro_rules! both_flavours {
    ($($(#[$attribute:meta])* fn $name:ident() $body:block)+) => {$(
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            $(#[$attribute])*
            #[tokio::test]
            async fn asynchronous() {
                use sigma_redis::Client;
                #[allow(unused_macros)]
                macro_rules! wait { ($call:expr) => { $call.await }; }
                $body
            }

            $(#[$attribute])*
            #[test]
            fn blocking() {
                use sigma_redis::blocking::Client;
                #[allow(unused_macros)]
                macro_rules! wait { ($call:expr) => { $call }; }
                $body
            }
        }
    )+};
}
