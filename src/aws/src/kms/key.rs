//! `kms/key`: one that encrypts. What it has encrypted is lost with it, so AWS only deletes it after a window, and until
//! then it is restored rather than replaced.

mod seen;

use aws_sdk_kms::types::{KeyMetadata, KeyState, Tag};
use engine::{Act, Call, Class, Cx, DeleteAfter, Failure, Found, Kind, Look, Operation, RepeatSafety, Resource};
use futures_util::future::try_join_all;
use serde::{Deserialize, Serialize};

use self::seen::{as_found, left, list, read};
use crate::Aws;
use crate::operation::{built, operation, send, send_to_new};
use crate::tags::Tags;

#[derive(Debug, Serialize, Deserialize)]
pub struct Key {
    pub description: String,
    /// Once a year, by AWS.
    pub rotation: bool,
    /// How long AWS keeps it after it was given up: 7 to 30 days.
    pub window_days: u8,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct KeyOut {
    pub id: String,
    pub arn: String,
    /// From its tag: a deletion has to say it.
    window_days: u8,
}

impl Kind for Key {
    const KIND: &'static str = "kms/key";
    const OUTPUTS: &'static [&'static str] = &["id", "arn", "window_days"];
    const REPEAT: RepeatSafety = RepeatSafety::Unnamed;
    const AFTER_CREATE: &'static [&'static str] = &["rotation"];
    const STATEFUL: Option<&'static str> = Some("encrypt what it protects with a second key, then give this one up");
    const DELETE_AFTER: &'static [DeleteAfter] = &[DeleteAfter::Referring("kms/alias")];
    // A key that is restored takes up to four more.
    const WRITES: fn(Act, &[String]) -> usize = |act, fields| if act == Act::Update { fields.len() } else { 1 };
}

const CANCEL: Operation = operation("kms", "CancelKeyDeletion");
const CREATE: Operation = operation("kms", "CreateKey");
const DELETE: Operation = operation("kms", "ScheduleKeyDeletion");
const DESCRIBE: Operation = operation("kms", "UpdateKeyDescription");
const ENABLE: Operation = operation("kms", "EnableKey");
const ROTATE: Operation = operation("kms", "EnableKeyRotation");
const STAY: Operation = operation("kms", "DisableKeyRotation");
const TAG: Operation = operation("kms", "TagResource");

const WINDOW: &str = "logline:window-days";

impl Resource for Key {
    type Cloud = Aws;
    type Out = KeyOut;

    async fn find(cx: &Cx<'_, Aws, Look<'_>>) -> Result<Vec<Found>, Failure> {
        let keys = list(cx, cx.cloud).await?;
        try_join_all(keys.iter().map(|(id, tags)| as_found(cx, cx.cloud, id, tags))).await
    }

    async fn create(&self, cx: &Cx<'_, Aws, Call<'_>>) -> Result<KeyOut, Failure> {
        if let Some(key) = left(cx).await? {
            return self.restore(cx, &key).await;
        }
        let tags = Tags::of(cx).with(WINDOW, &self.window_days);
        let tags: Vec<Tag> = tags
            .iter()
            .map(|(key, value)| tag(key, value))
            .collect::<Result<_, _>>()?;
        let made = cx
            .write(CREATE, |_| {
                let request = cx.cloud.kms.create_key().description(&self.description);
                send(CREATE, request.set_tags(Some(tags.clone())).send())
            })
            .await?;
        match made.key_metadata() {
            Some(key) => Ok(self.out(key)),
            None => Err(Failure::new(Class::Lost, "call kms:CreateKey", "the answer has no key")),
        }
    }

    async fn update(&self, cx: &Cx<'_, Aws, Call<'_>>, mut out: KeyOut, changed: &[String]) -> Result<KeyOut, Failure> {
        for field in changed {
            match field.as_str() {
                "rotation" => self.rotate(cx, &out.id).await?,
                "description" => self.describe(cx, &out.id).await?,
                _ => {
                    self.remember_window(cx, &out.id).await?;
                    out.window_days = self.window_days;
                }
            }
        }
        Ok(out)
    }

    async fn delete(cx: &Cx<'_, Aws, Call<'_>>, out: KeyOut) -> Result<(), Failure> {
        let days = i32::from(out.window_days);
        let asked = cx
            .write(DELETE, |_| {
                let request = cx.cloud.kms.schedule_key_deletion().key_id(&out.id);
                send(DELETE, request.pending_window_in_days(days).send())
            })
            .await;
        match asked {
            // An earlier try has arrived.
            Err(failure) if failure.message.contains("is pending deletion") => Ok(()),
            asked => asked.map(drop),
        }
    }
}

impl Key {
    /// A key of this address that waits for its deletion, or one whose restoration was cut short.
    async fn restore(&self, cx: &Cx<'_, Aws, Call<'_>>, key: &KeyMetadata) -> Result<KeyOut, Failure> {
        let id = key.key_id();
        if key.key_state() == Some(&KeyState::PendingDeletion) {
            cx.write(CANCEL, |_| {
                send(CANCEL, cx.cloud.kms.cancel_key_deletion().key_id(id).send())
            })
            .await?;
        }
        self.enable(cx, id).await?;
        if key.description() != Some(&self.description) {
            self.describe(cx, id).await?;
        }
        self.remember_window(cx, id).await?;
        Ok(self.out(key))
    }

    fn out(&self, key: &KeyMetadata) -> KeyOut {
        KeyOut {
            id: key.key_id().to_owned(),
            arn: key.arn().unwrap_or_default().to_owned(),
            window_days: self.window_days,
        }
    }

    async fn enable(&self, cx: &Cx<'_, Aws, Call<'_>>, id: &str) -> Result<(), Failure> {
        cx.write(ENABLE, |_| send(ENABLE, cx.cloud.kms.enable_key().key_id(id).send()))
            .await
            .map(drop)
    }

    async fn rotate(&self, cx: &Cx<'_, Aws, Call<'_>>, id: &str) -> Result<(), Failure> {
        let kms = &cx.cloud.kms;
        let key = read(&cx.look, cx.cloud, id).await?;
        if key.key_state() == Some(&KeyState::Disabled) {
            self.enable(cx, id).await?;
        }
        if self.rotation {
            cx.write(ROTATE, |_| {
                send_to_new(ROTATE, kms.enable_key_rotation().key_id(id).send())
            })
            .await
            .map(drop)
        } else {
            cx.write(STAY, |_| {
                send_to_new(STAY, kms.disable_key_rotation().key_id(id).send())
            })
            .await
            .map(drop)
        }
    }

    async fn describe(&self, cx: &Cx<'_, Aws, Call<'_>>, id: &str) -> Result<(), Failure> {
        cx.write(DESCRIBE, |_| {
            let request = cx.cloud.kms.update_key_description().key_id(id);
            send(DESCRIBE, request.description(&self.description).send())
        })
        .await
        .map(drop)
    }

    async fn remember_window(&self, cx: &Cx<'_, Aws, Call<'_>>, id: &str) -> Result<(), Failure> {
        let window = tag(WINDOW, &self.window_days.to_string())?;
        cx.write(TAG, |_| {
            let request = cx.cloud.kms.tag_resource().key_id(id);
            send(TAG, request.tags(window.clone()).send())
        })
        .await
        .map(drop)
    }
}

fn tag(key: &str, value: &str) -> Result<Tag, Failure> {
    built(Tag::builder().tag_key(key).tag_value(value).build())
}
