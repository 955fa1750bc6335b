//! Who logs in, and how.

use super::super::spec::Auth;
use super::{BESIDE, Change};
use crate::diagnostic::{Code, Report, quoted};

impl Change<'_> {
    /// Whether CloudFormation replaces a cluster for its token it decides itself; it does when the token goes.
    ///
    /// <https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/2356>
    pub(super) fn login(&self, report: &mut Report) {
        let span = self.span("auth");
        let mut may_replace = |what: &str| {
            let message = format!("{what} may replace the cluster, and then its data is lost");
            report
                .add(Code::Replaces, span, message)
                .help("create a change set first, and check whether it says Replacement for the cluster");
        };
        match (&self.old.auth, &self.new.auth) {
            (Auth::Token { secret: old }, Auth::Token { secret: new }) if old != new => {
                may_replace("changing the secret of the token")
            }
            (Auth::None | Auth::Iam { .. }, Auth::Token { .. }) => {
                may_replace("adding a token");
                self.login_changes("clients that log in without the token are refused", report);
            }
            (Auth::Token { .. }, Auth::None | Auth::Iam { .. }) => {
                let message = "removing the token replaces the cluster: its data is lost";
                let help = format!("{BESIDE}; under the same name AWS refuses to replace it");
                report.add(Code::Replaces, span, message).help(help);
            }
            (Auth::None, Auth::Iam { .. }) => {
                self.login_changes("clients that do not log in with IAM are refused", report);
            }
            (Auth::Iam { user }, Auth::None) => {
                self.login_changes(&format!("clients that log in as {} are refused", quoted(user)), report);
            }
            (Auth::Iam { user: old }, Auth::Iam { user: new }) if old != new => {
                self.login_changes(&format!("clients that log in as {} are refused", quoted(old)), report);
            }
            _ => {}
        }
    }

    fn login_changes(&self, what: &str, report: &mut Report) {
        let help = "change the clients at the same time; a function in the stack changes with it";
        self.interrupts(self.span("auth"), format!("after this change of `auth`, {what}"), help, report);
    }
}
