//! Tokens that AWS would accept, and when there is a new one.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::*;

/// 2025-01-01T00:00:00Z.
fn new_year() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_735_689_600)
}

fn minutes(count: u64) -> Duration {
    Duration::from_secs(count * 60)
}

/// AWS's example.
fn aws(session_token: Option<&str>, expiry: Option<SystemTime>) -> AwsCredentials {
    let secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    AwsCredentials::new("AKIAIOSFODNN7EXAMPLE", secret, session_token.map(Into::into), expiry, "test")
}

fn provider() -> TokenProvider {
    TokenProvider::new("testuser", "My-Cache", "us-east-1").unwrap().aws_credentials(aws(None, None))
}

fn password(tokens: &TokenProvider, now: SystemTime) -> String {
    tokens.credentials_at(now).unwrap().password
}

#[test]
fn known_answers() {
    const SIGNED: &str = "X-Amz-Algorithm=AWS4-HMAC-SHA256\
        &X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20250101%2Fus-east-1%2Felasticache%2Faws4_request\
        &X-Amz-Date=20250101T000000Z&X-Amz-Expires=900&X-Amz-SignedHeaders=host";
    let credentials = provider().credentials_at(new_year()).unwrap();
    assert_eq!(credentials.user.as_deref(), Some("testuser"));
    let signature = "cd78a7de74c1bb1c8c685cac428f783b5433ce5fbf569af867570311d6a85797";
    let query = format!("Action=connect&User=testuser&{SIGNED}&X-Amz-Signature={signature}");
    assert_eq!(credentials.password, format!("my-cache/?{query}"));

    let tokens = TokenProvider::serverless("testuser", "my-cache", "us-east-1").unwrap();
    let signature = "28f349fd92f74e0192de149a74743ae7d087bb136523c342bdd67632a8360023";
    let query = format!("Action=connect&User=testuser&ResourceType=ServerlessCache&{SIGNED}");
    let expected = format!("my-cache/?{query}&X-Amz-Signature={signature}");
    assert_eq!(password(&tokens.aws_credentials(aws(None, None)), new_year()), expected);
}

#[test]
fn a_token_is_kept_until_less_than_five_minutes_are_left() {
    let tokens = provider();
    let first = password(&tokens, new_year());
    assert_eq!(password(&tokens, new_year() + minutes(10)), first);
    let later = new_year() + minutes(10) + Duration::from_secs(1);
    let second = password(&tokens, later);
    assert!(second.contains("X-Amz-Date=20250101T001001Z"), "{second}");
    assert_eq!(password(&tokens, later + minutes(10)), second);
    assert_eq!(password(&tokens, new_year()), first, "a clock that was set back");
}

#[test]
fn a_token_ends_with_the_credentials_that_signed_it() {
    let asked = Arc::new(AtomicU64::new(0));
    let source = {
        let asked = asked.clone();
        move || {
            let count = asked.fetch_add(1, Ordering::Relaxed);
            Ok::<_, TokenError>(aws(Some("se/s+n="), Some(new_year() + minutes(8 * (count + 1)))))
        }
    };
    let tokens = provider().aws_credentials_from(source);
    let first = password(&tokens, new_year());
    assert!(first.contains("&X-Amz-Security-Token=se%2Fs%2Bn%3D"), "{first}");
    assert_eq!(password(&tokens, new_year() + minutes(3)), first);
    assert_eq!(asked.load(Ordering::Relaxed), 1);
    assert_ne!(password(&tokens, new_year() + minutes(4)), first);
    assert_eq!(asked.load(Ordering::Relaxed), 2);
}

#[test]
fn without_credentials_the_error_says_why() {
    let said = |tokens: TokenProvider| tokens.credentials_at(new_year()).unwrap_err().to_string();
    let expired = provider().aws_credentials(aws(None, Some(new_year())));
    assert_eq!(said(expired), "no IAM token for user \"testuser\": the AWS credentials have expired");
    #[derive(Debug)]
    struct Outer(TokenError);
    impl fmt::Display for Outer {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("dispatch failure")
        }
    }
    impl Error for Outer {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            Some(&self.0)
        }
    }
    let failing =
        provider().aws_credentials_from(|| Err::<AwsCredentials, _>(Outer(TokenError("down".into()))));
    assert_eq!(said(failing), "no IAM token for user \"testuser\": dispatch failure: down");
}

#[test]
fn credentials_from_the_environment() {
    let from = |set: &'static [(&str, &str)]| {
        let value = |name: &str| set.iter().find(|(set, _)| *set == name).map(|(_, value)| (*value).into());
        from_variables(value)
    };
    let found =
        from(&[("AWS_ACCESS_KEY_ID", "id"), ("AWS_SECRET_ACCESS_KEY", "secret"), ("AWS_SESSION_TOKEN", "")]);
    let found = found.unwrap();
    assert_eq!((found.access_key_id(), found.secret_access_key()), ("id", "secret"));
    assert_eq!(found.session_token(), None);
    let found = from(&[
        ("AWS_ACCESS_KEY_ID", "id"),
        ("AWS_SECRET_ACCESS_KEY", "secret"),
        ("AWS_SESSION_TOKEN", "session"),
    ]);
    assert_eq!(found.unwrap().session_token(), Some("session"));
    let missing = from(&[("AWS_ACCESS_KEY_ID", "id")]).unwrap_err().to_string();
    assert_eq!(missing, "the environment variable AWS_SECRET_ACCESS_KEY is not set");
}

#[test]
fn names_that_cannot_be_right() {
    for (user, cache, region, text) in [
        (
            "App",
            "c",
            "r",
            "the user \"App\": ElastiCache keeps the ids of users in lower case; did you mean \"app\"?",
        ),
        ("", "c", "r", "the user \"\": expected letters, digits and hyphens"),
        ("a&b", "c", "r", "the user \"a&b\": expected letters"),
        (
            "a",
            "c.cache.amazonaws.com",
            "r",
            "the replication group \"c.cache.amazonaws.com\": expected letters, digits and hyphens: its id or name, and not its address",
        ),
        (
            "a",
            "c",
            "eu west",
            "the region \"eu west\": expected letters, digits and hyphens, as in eu-west-1",
        ),
    ] {
        let error = TokenProvider::new(user, cache, region).unwrap_err().to_string();
        assert!(error.starts_with(text), "{error}");
    }
}

#[test]
fn secrets_are_not_shown() {
    let tokens = provider();
    let token = password(&tokens, new_year());
    let shown = format!("{tokens:?}");
    assert!(!shown.contains(&token) && !shown.contains("AKIA"), "{shown}");
}
