//! IAM tokens as passwords. What they look like and how long they are kept shows the module itself.

use std::sync::Arc;

use client_tests::both_flavours;
use redis_servers::{Server, Version};
use sigma_redis::iam::{AwsCredentials, TokenError, TokenProvider};
use sigma_redis::{Config, ConnectionErrorKind, Set};

fn tokens(region: &str) -> TokenProvider {
    let credentials = AwsCredentials::new("AKIAIOSFODNN7EXAMPLE", "secret", None, None, "test");
    TokenProvider::new("app", "my-cache", region).unwrap().aws_credentials(credentials)
}

both_flavours! {
    fn a_user_logs_in_with_a_token() {
        let tokens = Arc::new(tokens("eu-west-1"));
        let token = tokens.credentials().unwrap().password;
        let mut server = Server::builder(Version::Debian).tls().user("app", &token, "~* +@all").start();
        let config = |tokens: Arc<TokenProvider>| {
            let url = format!("rediss://127.0.0.1:{}", server.tls_port());
            let config = Config::new(&url).unwrap().certificate_authority(server.ca().pem());
            config.credentials_hook(move || tokens.credentials())
        };
        let client = wait!(Client::connect(config(tokens.clone()))).unwrap();
        wait!(client.set([Set::new("key", "value")])).one().unwrap();

        let other = Arc::new(super::tokens("us-east-1"));
        let refused = wait!(Client::connect(config(other))).err().unwrap();
        assert_eq!(refused.kind(), ConnectionErrorKind::Refused);

        server.restart();
        wait!(client.set([Set::new("key", "a new connection has a token too")])).one().unwrap();
    }

    fn an_error_says_why_there_is_no_token() {
        let server = Server::start(Version::Debian);
        let tokens = TokenProvider::new("app", "my-cache", "eu-west-1").unwrap();
        let tokens = tokens.aws_credentials_from(|| Err("the metadata service is down"));
        let config = Config::new(&server.url()).unwrap().credentials_hook(move || tokens.credentials());
        let error = wait!(Client::connect(config)).err().unwrap();
        assert_eq!(error.kind(), ConnectionErrorKind::Credentials);
        let text = "the credentials hook failed: no IAM token for user \"app\": the metadata service is down";
        assert_eq!(error.to_string(), text);
    }
}

#[test]
fn the_replication_group_is_no_address() {
    let address = "master.my-cache.abc123.euw1.cache.amazonaws.com";
    let error: TokenError = TokenProvider::new("app", address, "eu-west-1").unwrap_err();
    assert!(error.to_string().contains("not its address"), "{error}");
}
