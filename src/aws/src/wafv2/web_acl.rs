//! `wafv2/web-acl`: what REST requests must not look like, and how often one address may ask.

use aws_sdk_wafv2::operation::get_web_acl::GetWebAclOutput;
use aws_sdk_wafv2::types::{Scope as Reach, Tag, WebAclSummary};
use engine::{Call, Class, Cx, Failure, Found, Kind, Look, NameRule, Operation, RepeatSafety, Resource, State};
use futures_util::future::{try_join, try_join_all};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::rules::{self, Rules};
use crate::Aws;
use crate::names::{belongs_by_name, whose};
use crate::operation::{built, operation, send};
use crate::tags::Tags;

#[derive(Debug, Serialize, Deserialize)]
pub struct WebAcl {
    /// Per address in five minutes.
    pub rate_limit: u32,
    /// Rules of AWS's common set that only count: they look into bodies, which carry code and text here.
    pub counted_rules: Vec<String>,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct WebAclOut {
    pub id: String,
    pub arn: String,
    /// Every call wants it beside the id.
    name: String,
}

impl Kind for WebAcl {
    const KIND: &'static str = "wafv2/web-acl";
    const OUTPUTS: &'static [&'static str] = &["id", "arn", "name"];
    const REPEAT: RepeatSafety = RepeatSafety::Name;
    const UNORDERED: &'static [&'static str] = &["counted_rules"];
    const NAME_RULE: Option<NameRule> = Some(NameRule {
        longest: 128,
        allows: |c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'),
    });
}

const CREATE: Operation = operation("wafv2", "CreateWebACL");
const DELETE: Operation = operation("wafv2", "DeleteWebACL");
const LIST: Operation = operation("wafv2", "ListWebACLs");
const READ: Operation = operation("wafv2", "GetWebACL");
const READ_TAGS: Operation = operation("wafv2", "ListTagsForResource");
const UPDATE: Operation = operation("wafv2", "UpdateWebACL");

impl Resource for WebAcl {
    type Cloud = Aws;
    type Out = WebAclOut;

    async fn find(cx: &Cx<'_, Aws, Look<'_>>) -> Result<Vec<Found>, Failure> {
        let ours = list(cx).await?;
        let found = try_join_all(ours.iter().map(|summary| as_found(cx, summary))).await?;
        Ok(found.into_iter().flatten().collect())
    }

    async fn create(&self, cx: &Cx<'_, Aws, Call<'_>>) -> Result<WebAclOut, Failure> {
        let (name, rules) = (cx.name(), self.rules().written()?);
        let (default, visible) = (rules::allow(), rules::visible(&name)?);
        let tags = Tags::of(cx);
        let tags = tags
            .iter()
            .map(|(key, value)| built(Tag::builder().key(key).value(value).build()));
        let tags: Vec<Tag> = tags.collect::<Result<_, _>>()?;
        let made = cx
            .write(CREATE, |_| {
                let request = cx.cloud.wafv2.create_web_acl().name(&name).scope(Reach::Regional);
                let request = request
                    .default_action(default.clone())
                    .visibility_config(visible.clone());
                let request = request.set_rules(Some(rules.clone())).set_tags(Some(tags.clone()));
                send(CREATE, request.send())
            })
            .await?;
        let lost = || Failure::new(Class::Lost, "call wafv2:CreateWebACL", "the answer has no ARN");
        let (id, arn) = made
            .summary()
            .and_then(|made| Some((made.id()?, made.arn()?)))
            .ok_or_else(lost)?;
        Ok(WebAclOut {
            id: id.to_owned(),
            arn: arn.to_owned(),
            name,
        })
    }

    async fn update(&self, cx: &Cx<'_, Aws, Call<'_>>, out: WebAclOut, _: &[String]) -> Result<WebAclOut, Failure> {
        let rules = self.rules().written()?;
        let (default, visible) = (rules::allow(), rules::visible(&out.name)?);
        cx.write(UPDATE, |_| {
            let request = cx
                .cloud
                .wafv2
                .update_web_acl()
                .name(&out.name)
                .id(&out.id)
                .scope(Reach::Regional);
            let request = request
                .default_action(default.clone())
                .visibility_config(visible.clone());
            let request = request.set_rules(Some(rules.clone()));
            async { send(UPDATE, request.lock_token(lock(cx, &out).await?).send()).await }
        })
        .await?;
        Ok(out)
    }

    async fn delete(cx: &Cx<'_, Aws, Call<'_>>, out: WebAclOut) -> Result<(), Failure> {
        cx.write(DELETE, |_| {
            let request = cx
                .cloud
                .wafv2
                .delete_web_acl()
                .name(&out.name)
                .id(&out.id)
                .scope(Reach::Regional);
            async { send(DELETE, request.lock_token(lock(cx, &out).await?).send()).await }
        })
        .await
        .map(drop)
    }
}

impl WebAcl {
    fn rules(&self) -> Rules {
        Rules {
            rate_limit: self.rate_limit,
            counted: self.counted_rules.clone(),
        }
    }
}

/// The summaries that have one of our names; tags decide later.
async fn list(cx: &Cx<'_, Aws, Look<'_>>) -> Result<Vec<WebAclSummary>, Failure> {
    let (mut all, mut marker) = (Vec::new(), None);
    loop {
        let page = cx
            .read(LIST, || {
                let request = cx.cloud.wafv2.list_web_acls().scope(Reach::Regional).limit(100);
                send(LIST, request.set_next_marker(marker.clone()).send())
            })
            .await?;
        all.extend(page.web_acls.unwrap_or_default());
        marker = page.next_marker;
        if marker.is_none() {
            all.retain(|acl| acl.name().is_some_and(|name| belongs_by_name(cx.scope, name)));
            return Ok(all);
        }
    }
}

/// None if it is a neighbour's, or has gone since it was listed.
async fn as_found(cx: &Cx<'_, Aws, Look<'_>>, summary: &WebAclSummary) -> Result<Option<Found>, Failure> {
    let (id, arn) = (summary.id().unwrap_or_default(), summary.arn().unwrap_or_default());
    let name = summary.name().unwrap_or_default();
    let tags = cx.read(READ_TAGS, || {
        send(
            READ_TAGS,
            cx.cloud.wafv2.list_tags_for_resource().resource_arn(arn).send(),
        )
    });
    let (acl, tags) = match try_join(read(cx, cx.cloud, name, id), tags).await {
        Ok(read) => read,
        Err(failure) if failure.class == Class::NotFound => return Ok(None),
        Err(failure) => return Err(failure),
    };
    let tags = tags
        .tag_info_for_resource
        .and_then(|info| info.tag_list)
        .unwrap_or_default();
    let tags: Tags = tags.iter().map(|tag| (tag.key(), tag.value())).collect();
    let Some((address, owner)) = whose(cx.scope, name, &tags) else {
        return Ok(None);
    };
    let rules = acl.web_acl().and_then(Rules::read);
    Ok(Some(Found {
        address,
        id: id.to_owned(),
        born: None,
        out: json!({ "id": id, "arn": arn, "name": name }),
        seen: json!({
            "rate_limit": rules.as_ref().map(|rules| rules.rate_limit),
            "counted_rules": rules.as_ref().map(|rules| &rules.counted),
        }),
        state: State::Ready,
        owner,
    }))
}

async fn read(look: &Look<'_>, aws: &Aws, name: &str, id: &str) -> Result<GetWebAclOutput, Failure> {
    look.read(READ, || {
        let request = aws.wafv2.get_web_acl().name(name).id(id);
        send(READ, request.scope(Reach::Regional).send())
    })
    .await
}

/// Read anew for each try: it changes with every change, also with one whose answer was lost.
async fn lock(cx: &Cx<'_, Aws, Call<'_>>, out: &WebAclOut) -> Result<String, Failure> {
    let acl = read(&cx.look, cx.cloud, &out.name, &out.id).await?;
    Ok(acl.lock_token.unwrap_or_default())
}
