use std::sync::Arc;

use aws_sdk_wafv2::types::{AllowAction, DefaultAction, Scope, VisibilityConfig, WebAclSummary};
use engine::{Catalog, Graph, Problem};

use super::emulators::both;
use super::lab::Lab;
use crate::Aws;
use crate::wafv2::WebAcl;

fn kinds(aws: &Arc<Aws>) -> Catalog {
    Catalog::default().with::<WebAcl>(aws)
}

fn graph(lab: &Lab, rate_limit: u32, counted: &[&str]) -> Graph {
    let mut graph = lab.graph();
    let counted_rules = counted.iter().map(ToString::to_string).collect();
    let acl = WebAcl {
        rate_limit,
        counted_rules,
    };
    graph.add("security/web-acl", &acl);
    graph
}

fn changed(fields: &[&str]) -> [(String, Vec<String>); 1] {
    let fields = fields.iter().map(ToString::to_string).collect();
    [("security/web-acl".to_owned(), fields)]
}

#[tokio::test]
async fn an_acl_is_made_and_both_of_its_fields_change_in_place() {
    for lab in both(311, kinds).await {
        lab.up(&graph(&lab, 2000, &["SizeRestrictions_BODY", "GenericRFI_BODY"]))
            .await;
        let rarer = graph(&lab, 500, &["GenericRFI_BODY", "SizeRestrictions_BODY"]);
        assert_eq!(lab.change(&rarer).await, changed(&["rate_limit"]));
        assert_eq!(lab.change(&graph(&lab, 500, &[])).await, changed(&["counted_rules"]));
        let proof = lab.down().await;
        assert!(proof.kept.is_empty() && proof.foreign.is_empty());
    }
}

#[tokio::test]
async fn a_rule_that_somebody_has_taken_out_is_put_back() {
    for lab in both(312, kinds).await {
        let wanted = graph(&lab, 2000, &["SizeRestrictions_BODY"]);
        lab.up(&wanted).await;
        let (waf, name) = (
            &lab.aws.wafv2,
            format!("logline-{}-security-web-acl", lab.scope.environment),
        );
        let list = waf.list_web_acls().scope(Scope::Regional).send().await.unwrap();
        let is_ours = |acl: &&WebAclSummary| acl.name() == Some(&name);
        let id = list.web_acls().iter().find(is_ours).unwrap().id().unwrap();
        let request = waf.get_web_acl().scope(Scope::Regional);
        let read = request.name(&name).id(id).send().await.unwrap();
        let (acl, lock) = (read.web_acl().unwrap(), read.lock_token().unwrap());
        let request = waf.update_web_acl().scope(Scope::Regional).name(&name).id(id);
        let request = request
            .set_default_action(acl.default_action().cloned())
            .lock_token(lock);
        let request = request.set_visibility_config(acl.visibility_config().cloned());
        request.rules(acl.rules()[0].clone()).send().await.unwrap();

        assert_eq!(lab.change(&wanted).await, changed(&["counted_rules", "rate_limit"]));
        lab.down().await;
    }
}

#[tokio::test]
async fn a_name_that_somebody_else_has_taken_is_said_before_anything_is_written() {
    for lab in both(313, kinds).await {
        let name = format!("logline-{}-security-web-acl", lab.scope.environment);
        let allow = DefaultAction::builder().allow(AllowAction::builder().build()).build();
        let visible = VisibilityConfig::builder().metric_name("theirs");
        let visible = visible
            .sampled_requests_enabled(true)
            .cloud_watch_metrics_enabled(true)
            .build()
            .unwrap();
        let request = lab.aws.wafv2.create_web_acl().scope(Scope::Regional).name(&name);
        request
            .default_action(allow)
            .visibility_config(visible)
            .send()
            .await
            .unwrap();

        let problems = lab.plan(&graph(&lab, 2000, &[])).await.unwrap_err();
        assert!(matches!(&problems[..], [Problem::Taken { .. }]), "{problems:?}");
        assert_eq!(lab.down().await.foreign.len(), 1);
    }
}
