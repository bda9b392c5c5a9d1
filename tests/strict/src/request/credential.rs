//! The credential scope of a SigV4 signature: who asks which service where.

use http::HeaderMap;

#[derive(Default)]
pub(super) struct Scope {
    pub(super) access_key: String,
    pub(super) region: Option<String>,
    pub(super) service: Option<String>,
}

impl Scope {
    /// From `AWS4-HMAC-SHA256 Credential=KEY/20260101/us-east-1/ec2/aws4_request, …`
    pub(super) fn of(headers: &HeaderMap) -> Option<Self> {
        let authorization = headers.get("authorization")?.to_str().ok()?;
        let (_, credential) = authorization.split_once("Credential=")?;
        let mut parts = credential.split([',', ' ']).next()?.split('/');
        let access_key = parts.next()?.to_owned();
        let (_date, region, service) = (parts.next()?, parts.next()?, parts.next()?);
        Some(Self {
            access_key,
            region: Some(region.to_owned()),
            service: Some(service.to_owned()),
        })
    }
}
