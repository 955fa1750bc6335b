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
            let message = format!("{what} may take a new cluster, and the data of this one is lost then");
            report
                .add(Code::Replaces, span, message)
                .help("make a change set first, and look whether it says Replacement for the cluster");
        };
        match (&self.old.auth, &self.new.auth) {
            (Auth::Token { secret: old }, Auth::Token { secret: new }) if old != new => {
                may_replace("another secret for the token")
            }
            (Auth::None | Auth::Iam { .. }, Auth::Token { .. }) => {
                may_replace("a token where there was none");
                self.login_changes("who logs in without the token is refused", report);
            }
            (Auth::Token { .. }, Auth::None | Auth::Iam { .. }) => {
                let message = "taking the token away takes a new cluster: the data of this one is lost";
                let help = format!("{BESIDE}; under the same name AWS refuses it");
                report.add(Code::Replaces, span, message).help(help);
            }
            (Auth::None, Auth::Iam { .. }) => {
                self.login_changes("who does not log in with IAM is refused", report);
            }
            (Auth::Iam { user }, Auth::None) => {
                self.login_changes(&format!("who logs in as {} is refused", quoted(user)), report);
            }
            (Auth::Iam { user: old }, Auth::Iam { user: new }) if old != new => {
                self.login_changes(&format!("who logs in as {} is refused", quoted(old)), report);
            }
            _ => {}
        }
    }

    fn login_changes(&self, what: &str, report: &mut Report) {
        let help = "change the clients at the same time; those that the stack makes are";
        self.interrupts(self.span("auth"), format!("after the change of `auth`, {what}"), help, report);
    }
}
