//! What S3 operations change in the model.

use tokio::time::Instant;

use super::{Kind, Lesson, Model};

/// A name can be taken again some time after its bucket was deleted.
const DELETION: u32 = 60;

impl Model {
    pub(super) fn learn_objects(&mut self, lesson: &Lesson<'_>) {
        let bucket = lesson.request.named("Bucket");
        match lesson.request.operation.as_str() {
            "CreateBucket" => self.add(lesson.thing(Kind::Bucket, bucket)),
            "DeleteBucket" => {
                self.remove(Kind::Bucket, bucket);
                let free = Instant::now() + lesson.clock.span(DELETION);
                self.lingering.insert((Kind::Bucket, bucket.to_owned()), free);
            }
            _ => {}
        }
    }
}
