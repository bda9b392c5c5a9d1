//! One database, its two tenants, and what acme has seen of it.

use serde_json::{Value, json};
use uuid::Uuid;

use super::deeds::{Deed, Named};
use super::normal_form::Names;
use crate::bed::{Database, Pg, Trouble};
use crate::caller::{Caller, Platform, Reply};

pub(super) struct World {
    platform: Platform,
    pub(super) database: Database,
    names: Names,
    own: Vec<String>,
    public: Vec<String>,
    hidden: Vec<String>,
    /// How often acme was answered with each status.
    answers: std::collections::BTreeMap<u16, usize>,
}

impl World {
    pub(super) async fn on(pg: &Pg) -> Result<Self, Trouble> {
        let database = pg.database().await?;
        Ok(Self {
            platform: Platform::on(&database, 2)?,
            database,
            names: Names::default(),
            own: Vec::new(),
            public: Vec::new(),
            hidden: Vec::new(),
            answers: std::collections::BTreeMap::new(),
        })
    }

    /// Globex does something. What it is answered is its own affair.
    pub(super) async fn globex(&mut self, deed: &Deed) -> Result<(), Trouble> {
        let replies = self.replies("globex", deed).await?;
        for reply in replies.iter().filter(|reply| reply.status == 201) {
            for member in ["id", "first", "last"] {
                let id = reply.text(member);
                let public = reply.text("visibility") == "public";
                if !id.is_empty() {
                    if public { &mut self.public } else { &mut self.hidden }.push(id);
                }
            }
        }
        Ok(())
    }

    /// Acme does something: all that it is answered, in normal form.
    pub(super) async fn acme(&mut self, deed: &Deed) -> Result<Value, Trouble> {
        let replies = self.replies("acme", deed).await?;
        let mut seen = Vec::new();
        for reply in replies {
            *self.answers.entry(reply.status).or_default() += 1;
            if reply.status == 201 {
                let mut made: Vec<String> = ["id", "first", "last"].map(|member| reply.text(member)).into();
                made.retain(|id| !id.is_empty() && !self.own.contains(id));
                self.own.extend(made);
            }
            let location = reply
                .headers
                .get("location")
                .and_then(|value| value.to_str().ok())
                .map(str::to_owned);
            let told = json!({"status": reply.status, "location": location, "body": reply.json()?});
            seen.push(self.names.normal_form(&told));
        }
        Ok(seen.into())
    }

    /// That acme was not only refused.
    pub(super) fn has_seen_enough(&self) -> Result<(), Trouble> {
        for status in [200, 201, 404, 409] {
            if self.answers.get(&status).copied().unwrap_or(0) < 5 {
                return Err(Trouble::new(format!("too few answers of {status}: {:?}", self.answers)));
            }
        }
        Ok(())
    }

    async fn replies(&mut self, tenant: &str, deed: &Deed) -> Result<Vec<Reply>, Trouble> {
        Ok(match deed {
            Deed::Append { user, span, of } => vec![self.caller(tenant, user).post(&self.addressed(span, *of)).await?],
            Deed::Batch { user, spans } => {
                let lines: Vec<Value> = spans.iter().map(|(span, of)| self.addressed(span, *of)).collect();
                vec![self.caller(tenant, user).batch(&lines).await?]
            }
            Deed::Get { user, span, suffix } => {
                let path = format!("/spans/{}{suffix}", self.id(*span));
                vec![self.caller(tenant, user).get(&path).await?]
            }
            Deed::Metrics { user } => vec![self.caller(tenant, user).get("/metrics").await?],
            Deed::List {
                user,
                list,
                filter,
                parent,
                pages,
            } => {
                let caller = self.caller(tenant, user);
                let parent = parent
                    .map(|span| format!("&parent_id={}", self.id(span)))
                    .unwrap_or_default();
                self.pages(&caller, &format!("{list}?{filter}{parent}"), *pages).await?
            }
        })
    }

    async fn pages(&self, caller: &Caller, first: &str, pages: usize) -> Result<Vec<Reply>, Trouble> {
        let mut replies = vec![caller.get(first).await?];
        let without_offset = first.split('&').filter(|part| !part.starts_with("offset"));
        let without_offset = without_offset.collect::<Vec<_>>().join("&");
        for _ in 1..pages {
            let cursor = replies
                .last()
                .map(|reply| reply.text("next_cursor"))
                .unwrap_or_default();
            if cursor.is_empty() {
                break;
            }
            replies.push(caller.get(&format!("{without_offset}&cursor={cursor}")).await?);
        }
        Ok(replies)
    }

    fn caller(&self, tenant: &str, user: &str) -> Caller {
        self.platform.caller(tenant, user)
    }

    fn addressed(&mut self, span: &Value, of: Option<Named>) -> Value {
        let mut span = span.clone();
        match of {
            Some(of) => span["id"] = self.id(of).into(),
            // A first version has a parent now and then.
            None if span["content"]["n"].as_u64() > Some(80) => span["parent_id"] = self.id(Named::Own(0)).into(),
            None => {}
        }
        span
    }

    fn id(&mut self, named: Named) -> String {
        let (spans, n) = match named {
            Named::Own(n) => (&self.own, n),
            Named::Public(n) => (&self.public, n),
            Named::Hidden(n) => (&self.hidden, n),
        };
        let latest = spans.len().checked_sub(n + 1).and_then(|place| spans.get(place));
        let id = latest.cloned();
        let nobodys = id.is_none() || matches!(named, Named::Hidden(_));
        let id = id.unwrap_or_else(|| Uuid::now_v7().to_string());
        if nobodys {
            self.names.is_nobodys(&id);
        }
        id
    }
}
