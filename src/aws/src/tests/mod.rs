//! The kinds against emulators of AWS.

mod connect;
mod elasticache;
mod emulators;
mod ground;
mod iam;
mod kms;
mod lab;
mod logs;
mod network;
mod preflight;
mod rds;
mod s3;
mod secrets;
mod security_groups;
mod wafv2;
