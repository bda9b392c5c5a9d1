//! What only S3 itself can say: whether a bucket is empty, and whether two writes meet.

use http::Method;

use super::{Cloud, held};
use crate::refusal::Refusal;
use crate::request::Request;
use crate::upstream::Unreachable;
use crate::xml;

/// A write under a condition, for as long as it lasts.
pub(super) struct Writing<'a> {
    cloud: &'a Cloud,
    object: String,
}

impl Drop for Writing<'_> {
    fn drop(&mut self) {
        held(&self.cloud.written).remove(&self.object);
    }
}

impl Cloud {
    /// Of two that are under way at once, the second loses with a conflict.
    pub(super) fn conditional_write(&self, request: &Request) -> Result<Option<Writing<'_>>, Refusal> {
        let is_conditional = ["if-match", "if-none-match"]
            .iter()
            .any(|name| request.header(name).is_some());
        let is_write = request.is("s3:PutObject") || request.is("s3:DeleteObject");
        if !(is_conditional && is_write && held(&self.settings).keeps("object-conditions-conflict")) {
            return Ok(None);
        }
        let object = format!("{} {}", request.account, request.uri.path());
        if held(&self.written).insert(object.clone()) {
            return Ok(Some(Writing { cloud: self, object }));
        }
        let message = "The conditional request cannot succeed due to a conflicting operation against this resource.";
        Err(Refusal::conflict("ConditionalRequestConflict", message).by("object-conditions-conflict"))
    }

    /// A bucket has to be rid of every version and delete marker first.
    pub(super) async fn not_empty(&self, request: &Request) -> Result<Option<Refusal>, Unreachable> {
        if !request.is("s3:DeleteBucket") || !held(&self.settings).keeps("bucket-empty-before-deletion") {
            return Ok(None);
        }
        let mut list = request.clone();
        list.method = Method::GET;
        let path = format!("/{}?versions=", request.named("Bucket"));
        let Ok(uri) = path.parse() else {
            return Ok(None);
        };
        list.uri = uri;
        let answer = self.forward(&list).await?;
        let found = xml::parse(&answer.body).filter(|_| answer.status.is_success());
        let is_full = found.is_some_and(|root| {
            ["Version", "DeleteMarker"]
                .iter()
                .any(|name| xml::find(&root, name).is_some())
        });
        let message = "The bucket you tried to delete is not empty. You must delete all versions in the bucket.";
        Ok(is_full.then(|| Refusal::conflict("BucketNotEmpty", message).by("bucket-empty-before-deletion")))
    }
}
