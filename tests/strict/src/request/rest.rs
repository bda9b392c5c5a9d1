//! REST protocols: the operation is a method and a path.

use http::{HeaderMap, Method, Uri};
use serde_json::{Map, Value, json};

/// Method, path below the version, operation. `{}` is one segment, its name the last word.
const ROUTES: [(&str, &str, &str); 42] = [
    ("POST", "/2015-03-31/functions", "CreateFunction"),
    ("GET", "/2015-03-31/functions", "ListFunctions"),
    ("GET", "/2015-03-31/functions/{FunctionName}", "GetFunction"),
    ("DELETE", "/2015-03-31/functions/{FunctionName}", "DeleteFunction"),
    ("PUT", "/2015-03-31/functions/{FunctionName}/code", "UpdateFunctionCode"),
    (
        "GET",
        "/2015-03-31/functions/{FunctionName}/configuration",
        "GetFunctionConfiguration",
    ),
    (
        "PUT",
        "/2015-03-31/functions/{FunctionName}/configuration",
        "UpdateFunctionConfiguration",
    ),
    (
        "POST",
        "/2015-03-31/functions/{FunctionName}/versions",
        "PublishVersion",
    ),
    (
        "GET",
        "/2015-03-31/functions/{FunctionName}/versions",
        "ListVersionsByFunction",
    ),
    ("POST", "/2015-03-31/functions/{FunctionName}/aliases", "CreateAlias"),
    ("GET", "/2015-03-31/functions/{FunctionName}/aliases", "ListAliases"),
    ("GET", "/2015-03-31/functions/{FunctionName}/aliases/{Name}", "GetAlias"),
    (
        "PUT",
        "/2015-03-31/functions/{FunctionName}/aliases/{Name}",
        "UpdateAlias",
    ),
    (
        "DELETE",
        "/2015-03-31/functions/{FunctionName}/aliases/{Name}",
        "DeleteAlias",
    ),
    ("POST", "/2015-03-31/functions/{FunctionName}/policy", "AddPermission"),
    ("GET", "/2015-03-31/functions/{FunctionName}/policy", "GetPolicy"),
    (
        "DELETE",
        "/2015-03-31/functions/{FunctionName}/policy/{StatementId}",
        "RemovePermission",
    ),
    ("POST", "/2015-03-31/functions/{FunctionName}/invocations", "Invoke"),
    (
        "PUT",
        "/2017-10-31/functions/{FunctionName}/concurrency",
        "PutFunctionConcurrency",
    ),
    (
        "DELETE",
        "/2017-10-31/functions/{FunctionName}/concurrency",
        "DeleteFunctionConcurrency",
    ),
    ("POST", "/restapis", "CreateRestApi"),
    ("GET", "/restapis", "GetRestApis"),
    ("GET", "/restapis/{restApiId}", "GetRestApi"),
    ("PATCH", "/restapis/{restApiId}", "UpdateRestApi"),
    ("DELETE", "/restapis/{restApiId}", "DeleteRestApi"),
    ("GET", "/restapis/{restApiId}/resources", "GetResources"),
    ("POST", "/restapis/{restApiId}/resources/{parentId}", "CreateResource"),
    (
        "DELETE",
        "/restapis/{restApiId}/resources/{resourceId}",
        "DeleteResource",
    ),
    (
        "PUT",
        "/restapis/{restApiId}/resources/{resourceId}/methods/{httpMethod}",
        "PutMethod",
    ),
    (
        "PUT",
        "/restapis/{restApiId}/resources/{resourceId}/methods/{httpMethod}/integration",
        "PutIntegration",
    ),
    ("POST", "/restapis/{restApiId}/deployments", "CreateDeployment"),
    ("GET", "/restapis/{restApiId}/deployments", "GetDeployments"),
    (
        "DELETE",
        "/restapis/{restApiId}/deployments/{deploymentId}",
        "DeleteDeployment",
    ),
    ("POST", "/restapis/{restApiId}/stages", "CreateStage"),
    ("GET", "/restapis/{restApiId}/stages", "GetStages"),
    ("GET", "/restapis/{restApiId}/stages/{stageName}", "GetStage"),
    ("PATCH", "/restapis/{restApiId}/stages/{stageName}", "UpdateStage"),
    ("DELETE", "/restapis/{restApiId}/stages/{stageName}", "DeleteStage"),
    ("GET", "/account", "GetAccount"),
    ("PATCH", "/account", "UpdateAccount"),
    ("POST", "/v2/apis", "CreateApi"),
    ("DELETE", "/v2/apis/{ApiId}", "DeleteApi"),
];

/// Parts of a bucket or an object that have operations of their own, and how these are called.
const SUBRESOURCES: [(&str, &str); 16] = [
    ("accelerate", "BucketAccelerateConfiguration"),
    ("acl", "Acl"),
    ("cors", "BucketCors"),
    ("encryption", "BucketEncryption"),
    ("lifecycle", "BucketLifecycleConfiguration"),
    ("location", "BucketLocation"),
    ("logging", "BucketLogging"),
    ("notification", "BucketNotificationConfiguration"),
    ("ownershipControls", "BucketOwnershipControls"),
    ("policy", "BucketPolicy"),
    ("policyStatus", "BucketPolicyStatus"),
    ("publicAccessBlock", "PublicAccessBlock"),
    ("tagging", "Tagging"),
    ("versioning", "BucketVersioning"),
    ("website", "BucketWebsite"),
    ("object-lock", "ObjectLockConfiguration"),
];

pub(super) fn name(service: &str, method: &Method, uri: &Uri, headers: &HeaderMap, body: &[u8]) -> (String, Value) {
    let mut parameters = Map::new();
    for (name, value) in form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()) {
        parameters.insert(name.into_owned(), Value::String(value.into_owned()));
    }
    if service == "s3" {
        let operation = s3(method, uri, headers, &mut parameters);
        return (operation, Value::Object(parameters));
    }
    if let Ok(Value::Object(body)) = serde_json::from_slice(body) {
        parameters.extend(body);
    }
    let found = ROUTES.iter().find_map(|(verb, pattern, operation)| {
        let segments = (*verb == method.as_str()).then(|| matched(pattern, uri.path()))??;
        Some((segments, *operation))
    });
    match found {
        Some((segments, operation)) => {
            parameters.extend(segments);
            (operation.to_owned(), Value::Object(parameters))
        }
        None => (unknown(method, uri), Value::Object(parameters)),
    }
}

fn s3(method: &Method, uri: &Uri, headers: &HeaderMap, parameters: &mut Map<String, Value>) -> String {
    let path = uri.path().trim_start_matches('/');
    let (bucket, key) = path.split_once('/').unwrap_or((path, ""));
    let subresource = SUBRESOURCES.iter().find(|(name, _)| parameters.contains_key(*name));
    let is_bulk_delete = parameters.contains_key("delete");
    let lists_versions = parameters.contains_key("versions");
    parameters.insert("Bucket".to_owned(), json!(bucket));
    if !key.is_empty() {
        parameters.insert("Key".to_owned(), json!(key));
    }
    let verb = match method.as_str() {
        "PUT" => "Put",
        "DELETE" => "Delete",
        "HEAD" => "Head",
        "POST" => "Post",
        _ => "Get",
    };
    let noun = if key.is_empty() { "Bucket" } else { "Object" };
    match (subresource, verb) {
        (Some((_, "Tagging" | "Acl")), _) => {
            let part = if parameters.contains_key("tagging") {
                "Tagging"
            } else {
                "Acl"
            };
            format!("{verb}{noun}{part}")
        }
        (Some((_, name)), _) => format!("{verb}{name}"),
        (None, "Get") if bucket.is_empty() => "ListBuckets".to_owned(),
        (None, "Get") if key.is_empty() && lists_versions => "ListObjectVersions".to_owned(),
        (None, "Get") if key.is_empty() => "ListObjectsV2".to_owned(),
        (None, "Post") if is_bulk_delete => "DeleteObjects".to_owned(),
        (None, "Put") if key.is_empty() => "CreateBucket".to_owned(),
        (None, "Put") if headers.contains_key("x-amz-copy-source") => "CopyObject".to_owned(),
        (None, _) => format!("{verb}{noun}"),
    }
}

fn matched(pattern: &str, path: &str) -> Option<Vec<(String, Value)>> {
    let (mut pattern, mut path) = (pattern.split('/'), path.trim_end_matches('/').split('/'));
    let mut found = Vec::new();
    loop {
        match (pattern.next(), path.next()) {
            (None, None) => return Some(found),
            (Some(wanted), Some(segment)) => match wanted.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
                Some(name) => found.push((name.to_owned(), json!(segment))),
                None if wanted == segment => {}
                None => return None,
            },
            _ => return None,
        }
    }
}

/// Enough to tell reading from writing, and to be recognised in a record.
fn unknown(method: &Method, uri: &Uri) -> String {
    let verb = match *method {
        Method::GET => "Get",
        Method::HEAD => "Head",
        Method::DELETE => "Delete",
        Method::POST => "Post",
        Method::PATCH => "Update",
        _ => "Put",
    };
    format!("{verb} {}", uri.path())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(service: &str, method: &Method, uri: &str) -> String {
        name(service, method, &uri.parse().unwrap(), &HeaderMap::new(), b"").0
    }

    #[test]
    fn a_path_and_a_method_name_an_operation() {
        let cases = [
            ("s3", Method::PUT, "/b", "CreateBucket"),
            ("s3", Method::PUT, "/b/", "CreateBucket"),
            ("s3", Method::PUT, "/b/k/l", "PutObject"),
            ("s3", Method::PUT, "/b?versioning", "PutBucketVersioning"),
            ("s3", Method::GET, "/b?list-type=2", "ListObjectsV2"),
            ("s3", Method::GET, "/b?versions", "ListObjectVersions"),
            ("s3", Method::POST, "/b?delete", "DeleteObjects"),
            ("s3", Method::PUT, "/b?tagging", "PutBucketTagging"),
            ("lambda", Method::DELETE, "/2015-03-31/functions/f", "DeleteFunction"),
            ("apigateway", Method::DELETE, "/restapis/a", "DeleteRestApi"),
            (
                "apigateway",
                Method::PUT,
                "/restapis/a/gatewayresponses/X",
                "Put /restapis/a/gatewayresponses/X",
            ),
        ];
        for (service, method, uri, expected) in cases {
            assert_eq!(named(service, &method, uri), expected);
        }
    }
}
