//! A database in which two tenants live, and what one of them must never see.
//!
//! Ann of acme attacks. Amy is her colleague; Bob and another Ann are of globex. Every text that
//! is not for her holds a canary, and the ids that are not for her are known by name.

use serde_json::{Value, json};
use tokio_postgres::{Client, SimpleQueryMessage};
use uuid::Uuid;

use super::failure::{Failure, Verdict, hold};
use super::who::Who;
use crate::bed::{Database, Pg, Role};
use crate::caller::{Caller, Platform, Reply, note};

/// In everything of globex that is not public.
pub(super) const FOREIGN: &str = "xyzzy-globex";
/// In what is Amy's alone.
pub(super) const COLLEAGUE: &str = "xyzzy-amy";
/// Used by both Anns.
pub(super) const KEY: &str = "monday-report";
pub(super) const TRACE: &str = "trace-of-both";

pub(super) struct Target {
    pub(super) db: Database,
    pub(super) has_vector: bool,
    pub(super) platform: Platform,
    pub(super) ids: Ids,
    /// Of the app's role, without any context.
    pub(super) app: Client,
}

/// Spans by whose they are and who may read them.
#[derive(Clone, Debug, Default)]
pub(super) struct Ids {
    pub(super) own: String,
    pub(super) own_tenant: String,
    pub(super) own_public: String,
    pub(super) amy_private: String,
    pub(super) amy_tenant: String,
    pub(super) bob_private: String,
    pub(super) bob_tenant: String,
    pub(super) bob_deleted: String,
    pub(super) bob_public: String,
    pub(super) other_public: String,
    pub(super) namesake: String,
}

/// What was answered: all of it that is visible, as text.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    /// SQLSTATE of a refusal.
    pub(super) code: Option<String>,
    pub(super) rows: u64,
    pub(super) text: String,
}

impl Target {
    pub(super) async fn on(pg: &Pg) -> Result<Self, Failure> {
        let db = pg.database().await?;
        let platform = Platform::on(&db, 2)?;
        let ids = plant(&platform).await?;
        let target = Self {
            app: db.as_app().await?,
            has_vector: pg.has_vector().await?,
            db,
            platform,
            ids,
        };
        target.plant_what_no_client_can().await?;
        Ok(target)
    }

    pub(super) fn ann(&self) -> Caller {
        self.platform.caller("acme", "ann")
    }

    pub(super) fn bob(&self) -> Caller {
        self.platform.caller("globex", "bob")
    }

    /// What Ann may read, herself and as anybody of acme: everything else is a leak.
    pub(super) fn readable(&self) -> Vec<String> {
        let ids = &self.ids;
        let mut all: Vec<String> = [
            &ids.own,
            &ids.own_tenant,
            &ids.own_public,
            &ids.amy_tenant,
            &ids.bob_public,
            &ids.other_public,
        ]
        .map(Clone::clone)
        .into();
        all.sort();
        all
    }

    /// Text that Ann gets to see: no canary, no id that is not for her.
    pub(super) fn keeps_quiet(&self, text: &str, asked: &str) -> Verdict {
        let ids = &self.ids;
        let secrets = [
            FOREIGN,
            COLLEAGUE,
            &ids.amy_private,
            &ids.bob_private,
            &ids.bob_tenant,
            &ids.bob_deleted,
            &ids.namesake,
        ];
        // An id that was in the question tells nothing when it comes back.
        let told = secrets
            .iter()
            .find(|secret| text.contains(**secret) && !asked.contains(**secret));
        hold(told.is_none(), || {
            format!("{asked:.300} tells {}: {text:.600}", told.unwrap_or(&""))
        })
    }

    /// A reply to Ann, checked.
    pub(super) fn heard(&self, reply: &Reply, asked: &str) -> Verdict {
        self.keeps_quiet(&reply.everything(), asked)
    }

    /// What Ann's GET answers, checked.
    pub(super) async fn get(&self, path: &str) -> Result<Reply, Failure> {
        let reply = self.ann().get(path).await?;
        self.heard(&reply, path)?;
        Ok(reply)
    }

    /// What Ann's POST answers, checked.
    pub(super) async fn post(&self, body: &Value) -> Result<Reply, Failure> {
        let reply = self.ann().post(body).await?;
        self.heard(&reply, &body.to_string())?;
        Ok(reply)
    }

    /// A statement in a transaction of its own, which is then rolled back. Placeholders are
    /// filled in. What is seen is checked, unless a worker of acme sees it, to whom Amy has no secrets.
    pub(super) async fn attempt(&self, who: &Who, sql: &str) -> Result<Answer, Failure> {
        self.app.batch_execute("BEGIN").await?;
        let answer = async {
            who.enter(&self.app).await?;
            ask(&self.app, &self.fill(sql)).await
        };
        let answer = answer.await;
        self.app.batch_execute("ROLLBACK").await?;
        let answer = answer?;
        let text = match who.role {
            Some("worker") => answer.text.replace(COLLEAGUE, "").replace(&self.ids.amy_private, ""),
            _ => answer.text.clone(),
        };
        self.keeps_quiet(&text, &self.fill(sql))?;
        Ok(answer)
    }

    /// Names of spans and rows in braces.
    pub(super) fn fill(&self, sql: &str) -> String {
        let row = |tenant: &str, owner: &str| {
            format!(
                "(gen_random_uuid(), 0, 'note', 'it', 'a row', now(), '{tenant}', '{owner}', 'private', \
                 repeat('0', 64), repeat('a', 64), repeat('b', 64), 1)"
            )
        };
        let columns = "(id, seq, entity_type, who, \"this\", at, tenant_id, owner_id, visibility, prev_hash, curr_hash, payload_hash, canon_version)";
        let ids = &self.ids;
        [
            ("{registry}", "ledger.universal_registry".to_owned()),
            ("{columns}", columns.to_owned()),
            ("{own_row}", row("acme", "ann")),
            ("{amys_row}", row("acme", "amy")),
            ("{bobs_row}", row("globex", "bob")),
            ("{namesakes_row}", row("globex", "ann")),
            ("{own}", ids.own.clone()),
            ("{amy_private}", ids.amy_private.clone()),
            ("{bob_private}", ids.bob_private.clone()),
            ("{bob_tenant}", ids.bob_tenant.clone()),
            ("{bob_public}", ids.bob_public.clone()),
            ("{absent}", Uuid::now_v7().to_string()),
        ]
        .into_iter()
        .fold(sql.to_owned(), |sql, (name, value)| sql.replace(name, &value))
    }

    /// Spans of the reserved types are written by the platform, embeddings by a later handler.
    async fn plant_what_no_client_can(&self) -> Verdict {
        self.app.batch_execute("BEGIN").await?;
        Who::BOB.enter(&self.app).await?;
        let execution = self.fill(
            "INSERT INTO {registry} {columns} VALUES {bobs_row};
             INSERT INTO {registry} (id, seq, entity_type, who, \"this\", at, tenant_id, owner_id, visibility,
                 prev_hash, curr_hash, payload_hash, canon_version, status, duration_ms)
             VALUES (gen_random_uuid(), 0, 'execution', 'it', 'a run', now(), 'globex', 'bob', 'tenant',
                 repeat('0', 64), repeat('a', 64), repeat('b', 64), 1, 'xyzzy-globex', 7);",
        );
        self.app.batch_execute(&execution).await?;
        if self.has_vector {
            let embedding = self.fill(
                "INSERT INTO ledger.memory_embeddings (span_id, seq, tenant_id, owner_id, visibility, embedding)
                 VALUES ('{bob_private}', 0, 'globex', 'bob', 'private', array_fill(0.5::real, ARRAY[1536])::public.vector)",
            );
            self.app.batch_execute(&embedding).await?;
        }
        self.app.batch_execute("COMMIT").await?;
        // Statistics hold values, too.
        self.db.as_owner().await?.batch_execute("ANALYZE").await?;
        Ok(())
    }

    /// A connection of the app's role on which every session starts with these settings.
    pub(super) fn poisoned(&self, settings: &str) -> tokio_postgres::Config {
        let mut config = self.db.config(Role::App).clone();
        config.options(settings);
        config
    }
}

/// A statement without parameters: every value comes back as text, errors with all their parts.
pub(super) async fn ask(client: &Client, sql: &str) -> Result<Answer, Failure> {
    match client.simple_query(sql).await {
        Ok(messages) => {
            let (mut rows, mut text) = (0, String::new());
            for message in &messages {
                match message {
                    SimpleQueryMessage::Row(row) => {
                        for column in 0..row.len() {
                            text.push_str(row.get(column).unwrap_or("NULL"));
                            text.push('|');
                        }
                        text.push('\n');
                    }
                    SimpleQueryMessage::CommandComplete(count) => rows += count,
                    _ => {}
                }
            }
            Ok(Answer { code: None, rows, text })
        }
        Err(error) => match error.as_db_error() {
            Some(refusal) => Ok(Answer {
                code: Some(refusal.code().code().to_owned()),
                rows: 0,
                text: format!("{refusal:?}"),
            }),
            None => Err(error.into()),
        },
    }
}

async fn plant(platform: &Platform) -> Result<Ids, Failure> {
    let [ann, amy, bob, namesake] = [("acme", "ann"), ("acme", "amy"), ("globex", "bob"), ("globex", "ann")]
        .map(|(tenant, user)| platform.caller(tenant, user));
    let mut ids = Ids {
        own: plain(&ann, "private").await?,
        own_tenant: plain(&ann, "tenant").await?,
        own_public: plain(&ann, "public").await?,
        amy_tenant: plain(&amy, "tenant").await?,
        bob_public: plain(&bob, "public").await?,
        other_public: plain(&bob, "public").await?,
        amy_private: secret(&amy, COLLEAGUE, &json!({})).await?,
        bob_private: secret(&bob, FOREIGN, &json!({"idempotency_key": "bobs-key"})).await?,
        bob_tenant: secret(&bob, FOREIGN, &json!({"visibility": "tenant"})).await?,
        bob_deleted: secret(&bob, FOREIGN, &json!({})).await?,
        namesake: secret(&namesake, FOREIGN, &json!({"idempotency_key": KEY, "trace_id": TRACE})).await?,
    };
    secret(&bob, FOREIGN, &json!({"id": ids.bob_private})).await?;
    ids.bob_deleted = secret(&bob, FOREIGN, &json!({"id": ids.bob_deleted, "is_deleted": true})).await?;
    Ok(ids)
}

async fn plain(caller: &Caller, visibility: &str) -> Result<String, Failure> {
    let mut span = note("nothing secret");
    span["visibility"] = visibility.into();
    planted(caller, &span).await
}

/// A span with the canary in every kind of column.
async fn secret(caller: &Caller, canary: &str, more: &Value) -> Result<String, Failure> {
    let mut span = json!({
        "entity_type": "note", "who": canary, "this": canary, "did": canary, "status": canary, "name": canary,
        "description": canary, "code": canary, "trace_id": canary, "workflow_id": canary, "source": canary,
        "tags": [canary], "confirmed_by": [canary], "content": {"text": canary}, "metadata": {canary: canary},
    });
    for (name, value) in more.as_object().into_iter().flatten() {
        span[name] = value.clone();
    }
    planted(caller, &span).await
}

async fn planted(caller: &Caller, span: &Value) -> Result<String, Failure> {
    let reply = caller.post(span).await?;
    if reply.status == 201 {
        Ok(reply.text("id"))
    } else {
        Err(crate::bed::Trouble::new(format!("planting: {}", reply.everything())).into())
    }
}
