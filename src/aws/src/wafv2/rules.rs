//! The two rules of an ACL, as AWS wants and shows them.

use aws_sdk_wafv2::types::{
    AllowAction, BlockAction, CountAction, DefaultAction, ManagedRuleGroupStatement, NoneAction, OverrideAction,
    RateBasedStatement, RateBasedStatementAggregateKeyType, Rule, RuleAction, RuleActionOverride, Statement,
    VisibilityConfig, WebAcl,
};
use engine::Failure;

use crate::operation::built;

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Rules {
    pub rate_limit: u32,
    pub counted: Vec<String>,
}

const RATE: &str = "rate";
const COMMON: &str = "common";
const VENDOR: &str = "AWS";
const COMMON_SET: &str = "AWSManagedRulesCommonRuleSet";
const FIVE_MINUTES: i64 = 300;

impl Rules {
    pub fn written(&self) -> Result<Vec<Rule>, Failure> {
        Ok(vec![self.rate()?, self.common()?])
    }

    /// None if somebody has made them into something else.
    pub fn read(acl: &WebAcl) -> Option<Self> {
        let [rate, common] = acl.rules() else { return None };
        let blocks = rate.name() == RATE && rate.action()?.block().is_some();
        let is_whole = common.name() == COMMON && common.override_action()?.none().is_some();
        let lets_in = acl.default_action()?.allow().is_some();
        let limit = rate.statement()?.rate_based_statement()?;
        let set = common.statement()?.managed_rule_group_statement()?;
        let is_plain = limit.aggregate_key_type() == &RateBasedStatementAggregateKeyType::Ip
            && limit.evaluation_window_sec() == FIVE_MINUTES
            && limit.scope_down_statement().is_none()
            && (set.vendor_name(), set.name()) == (VENDOR, COMMON_SET)
            && set.scope_down_statement().is_none();
        let only_counts = |rule: &RuleActionOverride| {
            let action = rule.action_to_use()?;
            action.count().is_some().then(|| rule.name().to_owned())
        };
        let counted: Option<Vec<String>> = set.rule_action_overrides().iter().map(only_counts).collect();
        (blocks && is_whole && lets_in && is_plain).then_some(Self {
            rate_limit: u32::try_from(limit.limit()).ok()?,
            counted: counted?,
        })
    }

    fn rate(&self) -> Result<Rule, Failure> {
        let statement = RateBasedStatement::builder()
            .limit(self.rate_limit.into())
            .evaluation_window_sec(FIVE_MINUTES)
            .aggregate_key_type(RateBasedStatementAggregateKeyType::Ip);
        let statement = Statement::builder()
            .rate_based_statement(built(statement.build())?)
            .build();
        let block = RuleAction::builder().block(BlockAction::builder().build()).build();
        let rule = Rule::builder()
            .name(RATE)
            .priority(0)
            .statement(statement)
            .action(block);
        built(rule.visibility_config(visible(RATE)?).build())
    }

    fn common(&self) -> Result<Rule, Failure> {
        let count = RuleAction::builder().count(CountAction::builder().build()).build();
        let counted = |name: &String| {
            built(
                RuleActionOverride::builder()
                    .name(name)
                    .action_to_use(count.clone())
                    .build(),
            )
        };
        let overrides: Vec<RuleActionOverride> = self.counted.iter().map(counted).collect::<Result<_, _>>()?;
        let set = ManagedRuleGroupStatement::builder()
            .vendor_name(VENDOR)
            .name(COMMON_SET)
            // An empty list is not one that AWS takes.
            .set_rule_action_overrides(Some(overrides).filter(|overrides| !overrides.is_empty()));
        let statement = Statement::builder()
            .managed_rule_group_statement(built(set.build())?)
            .build();
        let as_it_says = OverrideAction::builder().none(NoneAction::builder().build()).build();
        let rule = Rule::builder().name(COMMON).priority(1).statement(statement);
        built(
            rule.override_action(as_it_says)
                .visibility_config(visible(COMMON)?)
                .build(),
        )
    }
}

/// What happens to a request that no rule is against.
pub(super) fn allow() -> DefaultAction {
    DefaultAction::builder().allow(AllowAction::builder().build()).build()
}

/// Counted under this name, with some of the requests to look at.
pub(super) fn visible(name: &str) -> Result<VisibilityConfig, Failure> {
    let visible = VisibilityConfig::builder().metric_name(name);
    built(
        visible
            .sampled_requests_enabled(true)
            .cloud_watch_metrics_enabled(true)
            .build(),
    )
}
