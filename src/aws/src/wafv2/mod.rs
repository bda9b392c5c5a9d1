//! The web application firewall.

mod rules;
mod web_acl;

pub use web_acl::WebAcl;
