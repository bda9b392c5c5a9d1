//! The platform's resources on AWS, one file per kind, by service. Nothing else talks to AWS.
//!
//! A file declares its kind (what is fixed, how a repeated create is made safe, what must be gone
//! first) and does four things with it: find, create, update, delete. Whatever applies to every call
//! stands beside them: [`Aws`] holds the clients, `failure` sorts AWS's errors, `tags` says whose a
//! resource is, [`limits`] how often an operation may be called.

mod answer_date;
mod clock;
mod cloud;
mod connect;
mod failure;
mod limits;
mod names;
mod operation;
mod parameters;
mod preflight;
mod tags;
#[cfg(test)]
mod tests;

pub mod ec2;
pub mod elasticache;
pub mod iam;
pub mod kms;
pub mod logs;
pub mod rds;
pub mod s3;
pub mod secrets;
pub mod wafv2;

pub use clock::WallClock;
pub use cloud::{Aws, Farewell};
pub use connect::{Account, ConnectError, Endpoint, connect, connect_to};
pub use limits::limits;
pub use preflight::{Finding, Verdict, Wish, preflight};

use std::sync::Arc;

use engine::Catalog;

/// Every kind of the layers.
pub fn catalog(aws: &Arc<Aws>) -> Catalog {
    Catalog::default()
        .with::<ec2::ElasticIp>(aws)
        .with::<ec2::FlowLog>(aws)
        .with::<ec2::InternetGateway>(aws)
        .with::<ec2::NatGateway>(aws)
        .with::<ec2::NetworkInterface>(aws)
        .with::<ec2::Route>(aws)
        .with::<ec2::RouteTable>(aws)
        .with::<ec2::RouteTableAssociation>(aws)
        .with::<ec2::SecurityGroup>(aws)
        .with::<ec2::SecurityGroupRule>(aws)
        .with::<ec2::Subnet>(aws)
        .with::<ec2::Vpc>(aws)
        .with::<ec2::VpcEndpoint>(aws)
        .with::<elasticache::ParameterGroup>(aws)
        .with::<elasticache::ReplicationGroup>(aws)
        .with::<elasticache::Snapshot>(aws)
        .with::<elasticache::SubnetGroup>(aws)
        .with::<iam::Role>(aws)
        .with::<kms::Alias>(aws)
        .with::<kms::Key>(aws)
        .with::<logs::LogGroup>(aws)
        .with::<rds::Instance>(aws)
        .with::<rds::ParameterGroup>(aws)
        .with::<rds::Snapshot>(aws)
        .with::<rds::SubnetGroup>(aws)
        .with::<secrets::Endpoint>(aws)
        .with::<secrets::Secret>(aws)
        .with::<wafv2::WebAcl>(aws)
}

/// What stands before a lease can be taken, and after everything else is gone.
pub fn foundation(aws: &Arc<Aws>) -> Catalog {
    Catalog::default().with::<s3::Bucket>(aws)
}
