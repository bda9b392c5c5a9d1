//! The only way from a plan to its execution leads past somebody who agreed.

use crate::Plan;

/// That somebody agreed: by typing what was asked for, or by having said so beforehand.
#[derive(Clone, Copy, Debug)]
pub struct Approval(());

impl Approval {
    /// `--yes`.
    pub const fn given_beforehand() -> Self {
        Self(())
    }

    /// The answer to a prompt that asks for `expected` to be typed.
    pub fn typed(answer: &str, expected: &str) -> Option<Self> {
        (answer.trim() == expected).then_some(Self(()))
    }

    pub fn of(self, plan: Plan) -> Approved<Plan> {
        Approved { plan, approval: self }
    }
}

#[derive(Clone, Debug)]
pub struct Approved<P> {
    plan: P,
    approval: Approval,
}

impl Approved<Plan> {
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// What agreed to this plan also agreed to what is left to do for it.
    pub(crate) fn rest(&self, plan: Plan) -> Self {
        Self {
            plan,
            approval: self.approval,
        }
    }
}
