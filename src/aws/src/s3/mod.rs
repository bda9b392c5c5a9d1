//! The bucket that everything else stands on, and the lease in it.

mod bucket;
mod contents;
mod lease_object;
mod protection;
mod run_records;

pub use bucket::{ADDRESS, Bucket, bucket_name};
pub use lease_object::LeaseObject;
pub use run_records::RunRecords;
