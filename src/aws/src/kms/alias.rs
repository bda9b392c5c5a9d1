//! `kms/alias`: the name under which a key is asked for. It has no tags; its address stands in it, so that an address
//! has no dots.

use std::collections::BTreeMap;

use engine::{Address, Call, Cx, Failure, Found, Kind, Look, NameRule, Operation, Owner, Ref, RepeatSafety, Resource};
use engine::{Scope, State};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Key, list_aliases};
use crate::Aws;
use crate::operation::{operation, send, send_to_new};

#[derive(Debug, Serialize, Deserialize)]
pub struct Alias {
    pub key: Ref<Key>,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct AliasOut {
    /// With `alias/`.
    pub id: String,
}

impl Kind for Alias {
    const KIND: &'static str = "kms/alias";
    const OUTPUTS: &'static [&'static str] = &["id"];
    const REPEAT: RepeatSafety = RepeatSafety::Name;
    const NAME_RULE: Option<NameRule> = Some(NameRule {
        longest: 256,
        allows: |c| c.is_ascii_alphanumeric() || matches!(c, '/' | '_' | '-'),
    });

    fn names(&self, scope: &Scope, address: &Address) -> BTreeMap<String, Value> {
        BTreeMap::from([("name".to_owned(), Value::from(name(scope, address)))])
    }
}

const CREATE: Operation = operation("kms", "CreateAlias");
const DELETE: Operation = operation("kms", "DeleteAlias");
const UPDATE: Operation = operation("kms", "UpdateAlias");

impl Resource for Alias {
    type Cloud = Aws;
    type Out = AliasOut;

    async fn find(cx: &Cx<'_, Aws, Look<'_>>) -> Result<Vec<Found>, Failure> {
        let prefix = prefix(cx.scope);
        let aliases = list_aliases(cx, cx.cloud).await?;
        let ours = aliases.iter().filter_map(|alias| {
            let id = alias.alias_name()?;
            let address = id.strip_prefix(&prefix)?;
            Some(Found {
                address: Some(Address::new(address)),
                id: id.to_owned(),
                born: None,
                out: json!({ "id": id }),
                seen: json!({ "key": alias.target_key_id() }),
                state: State::Ready,
                owner: Owner::Ours,
            })
        });
        Ok(ours.collect())
    }

    async fn create(&self, cx: &Cx<'_, Aws, Call<'_>>) -> Result<AliasOut, Failure> {
        let (id, key): (_, String) = (name(cx.look.scope, cx.address()), self.key.value()?);
        cx.write(CREATE, |_| {
            let request = cx.cloud.kms.create_alias().alias_name(&id);
            send_to_new(CREATE, request.target_key_id(&key).send())
        })
        .await?;
        Ok(AliasOut { id })
    }

    async fn update(&self, cx: &Cx<'_, Aws, Call<'_>>, out: AliasOut, _: &[String]) -> Result<AliasOut, Failure> {
        let key: String = self.key.value()?;
        cx.write(UPDATE, |_| {
            let request = cx.cloud.kms.update_alias().alias_name(&out.id);
            send_to_new(UPDATE, request.target_key_id(&key).send())
        })
        .await?;
        Ok(out)
    }

    async fn delete(cx: &Cx<'_, Aws, Call<'_>>, out: AliasOut) -> Result<(), Failure> {
        cx.write(DELETE, |_| {
            send(DELETE, cx.cloud.kms.delete_alias().alias_name(&out.id).send())
        })
        .await
        .map(drop)
    }
}

fn name(scope: &Scope, address: &Address) -> String {
    format!("{}{address}", prefix(scope))
}

/// The slash after it keeps the aliases of `dev` and `dev-2` apart.
pub(super) fn prefix(scope: &Scope) -> String {
    format!("alias/logline-{}/", scope.environment)
}
