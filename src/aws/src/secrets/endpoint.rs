//! `secrets/endpoint`: where a secret is good for, written into it when that is known.
//!
//! It is a resource of its own, because a database is made with its secret and only then has a host.
//! Its address is that of its secret with `/endpoint`. A tag of the secret tells what was written, so
//! that looking never reads a password.

use engine::{
    Act, Address, AnyKind, Call, Cx, Failure, Found, Kind, Look, Operation, Ref, RepeatSafety, Resource, State,
};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::Secret;
use super::content::read;
use super::list::{list, tags};
use super::secret::tag;
use crate::Aws;
use crate::operation::{operation, send};
use crate::tags::Tags;

#[derive(Debug, Serialize, Deserialize)]
pub struct Endpoint {
    pub secret: Ref<Secret>,
    pub host: Ref<AnyKind>,
    pub port: Ref<AnyKind>,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct Made {
    pub id: String,
}

impl Kind for Endpoint {
    const KIND: &'static str = "secrets/endpoint";
    const OUTPUTS: &'static [&'static str] = &["id"];
    const REPEAT: RepeatSafety = RepeatSafety::Name;
    const FIXED: &'static [&'static str] = &["secret"];
    const WRITES: fn(Act, &[String]) -> usize = |act, _| match act {
        // The value, and the tag that says what is in it.
        Act::Create | Act::Update => 2,
        _ => 1,
    };
}

const PUT: Operation = operation("secretsmanager", "PutSecretValue");
const UNTAG: Operation = operation("secretsmanager", "UntagResource");
/// What an endpoint's id and address add to those of its secret.
const OF_SECRET: &str = "/endpoint";
const ENDPOINT: &str = "logline:endpoint";

impl Resource for Endpoint {
    type Cloud = Aws;
    type Out = Made;

    async fn find(cx: &Cx<'_, Aws, Look<'_>>) -> Result<Vec<Found>, Failure> {
        let secrets = list(cx.cloud, cx).await?;
        let found = secrets.iter().filter_map(|secret| {
            let (tags, arn) = (tags(secret), secret.arn()?);
            let (host, port) = tags.get(ENDPOINT)?.rsplit_once(':')?;
            let is_there = secret.deleted_date().is_none() && tags.are_ours(cx.scope);
            let id = id_of(arn);
            is_there.then(|| Found {
                address: tags
                    .address(cx.scope)
                    .map(|address| Address::new(format!("{address}{OF_SECRET}"))),
                out: json!({ "id": id }),
                id,
                born: None,
                seen: json!({ "secret": arn, "host": host, "port": port.parse::<u16>().ok() }),
                state: State::Ready,
                owner: tags.owner(cx.scope),
            })
        });
        Ok(found.collect())
    }

    async fn create(&self, cx: &Cx<'_, Aws, Call<'_>>) -> Result<Made, Failure> {
        let secret: String = self.secret.value()?;
        let (host, port): (String, u16) = (self.host.value()?, self.port.value()?);
        let mut content = read(cx.cloud, &cx.look, &secret).await?;
        content.host = Some(host.clone());
        content.port = Some(port);
        let text = content.text()?;
        cx.write(PUT, |ticket| {
            let request = cx.cloud.secrets.put_secret_value().secret_id(&secret);
            let request = request.client_request_token(ticket.token).secret_string(text.as_str());
            send(PUT, request.send())
        })
        .await?;
        let tags = Tags::default().with(ENDPOINT, &format!("{host}:{port}"));
        tag(cx, &secret, &tags).await?;
        Ok(Made { id: id_of(&secret) })
    }

    async fn update(&self, cx: &Cx<'_, Aws, Call<'_>>, _: Made, _: &[String]) -> Result<Made, Failure> {
        self.create(cx).await
    }

    /// The value goes with its secret. Without the tag, one that is restored gets its host again.
    async fn delete(cx: &Cx<'_, Aws, Call<'_>>, out: Made) -> Result<(), Failure> {
        let secret = out.id.strip_suffix(OF_SECRET).unwrap_or(&out.id);
        cx.write(UNTAG, |_| {
            let request = cx.cloud.secrets.untag_resource().secret_id(secret);
            send(UNTAG, request.tag_keys(ENDPOINT).send())
        })
        .await
        .map(drop)
    }
}

fn id_of(secret: &str) -> String {
    format!("{secret}{OF_SECRET}")
}
