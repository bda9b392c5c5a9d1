//! What AWS says when it does not do what was asked, sorted by what can be done about it.

use std::error::Error;

use aws_credential_types::provider::error::CredentialsError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use engine::{Class, Failure, Operation};

const NO_CODE: &str = "no error code";

/// The text has AWS's code and request id, which its support asks for.
pub(crate) fn failure<E>(operation: Operation, error: &SdkError<E, HttpResponse>) -> Failure
where
    E: ProvideErrorMetadata + Error + 'static,
{
    let doing = format!("call {}:{}", operation.service, operation.name);
    let Some(metadata) = error.as_service_error().map(ProvideErrorMetadata::meta) else {
        return Failure::new(unanswered(error), doing, causes(error));
    };
    let code = metadata.code().unwrap_or(NO_CODE);
    let message = metadata.message().map_or_else(|| causes(error), str::to_owned);
    let status = error.raw_response().map_or(0, |response| response.status().as_u16());
    let request = error
        .raw_response()
        .and_then(request_id)
        .map(|id| format!(" (request {id})"))
        .unwrap_or_default();
    // No service answers so, except to HEAD, which has no body: it may have acted.
    let is_strange = code == NO_CODE && status / 100 == 4 && !matches!(status, 401 | 403 | 429);
    let class = if is_strange && !operation.name.starts_with("Head") {
        Class::Lost
    } else {
        classify(code, &message, status)
    };
    Failure::new(class, doing, format!("{code}: {message}{request}"))
}

fn request_id(response: &HttpResponse) -> Option<&str> {
    ["x-amzn-requestid", "x-amz-request-id"]
        .into_iter()
        .find_map(|name| response.headers().get(name))
}

/// No answer: the call may have acted, unless it was never sent.
fn unanswered<E: Error + 'static>(error: &SdkError<E, HttpResponse>) -> Class {
    if chain(error).any(<dyn Error>::is::<CredentialsError>) {
        return Class::Denied;
    }
    match error {
        SdkError::ConstructionFailure(_) => Class::Invalid,
        _ => Class::Lost,
    }
}

/// An error and what it came from, in one line.
pub(crate) fn causes(error: &(dyn Error + 'static)) -> String {
    chain(error).map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |cause| {
        let cause: &'a (dyn Error + 'static) = *cause;
        cause.source()
    })
}

/// By code, as the services' references list them; by message where one code has several meanings;
/// by status for answers that came from something before the service.
pub(crate) fn classify(code: &str, message: &str, status: u16) -> Class {
    match code {
        "Throttling"
        | "ThrottlingException"
        | "ThrottledException"
        | "RequestThrottled"
        | "RequestThrottledException"
        | "TooManyRequestsException"
        | "RequestLimitExceeded"
        | "SlowDown"
        | "PriorRequestNotComplete"
        | "WAFLimitsExceededThrottling"
        | "LimitExceededException"
            if code != "LimitExceededException" || message.to_ascii_lowercase().contains("rate exceeded") =>
        {
            Class::Throttled
        }
        _ if is_propagation(code, message) => Class::Propagating,
        // Of an interface that its function has not let go of.
        "InvalidParameterValue" if message.contains("currently in use") => Class::DependencyHeld,
        "DependencyViolation"
        | "DeleteConflict"
        | "WAFAssociatedItemException"
        | "ResourceInUseException"
        | "ResourceInUse"
        | "CacheSubnetGroupInUse"
        | "InvalidDBSubnetGroupStateFault"
        | "InvalidDBParameterGroupState"
        | "InvalidCacheParameterGroupState"
        | "InvalidGroup.InUse"
        | "InvalidIPAddress.InUse"
        | "InvalidNetworkInterface.InUse"
        | "InvalidDBSecurityGroupState" => Class::DependencyHeld,
        "InvalidDBInstanceState"
        | "InvalidDBInstanceStateFault"
        | "InvalidReplicationGroupState"
        | "InvalidReplicationGroupStateFault"
        | "InvalidCacheClusterState"
        | "IncorrectState"
        | "EntityTemporarilyUnmodifiable"
        | "OperationAborted"
        | "ResourceConflictException"
        | "WAFOptimisticLockException"
        | "ConcurrentModificationException"
        | "ConcurrentModification"
        | "OperationAbortedException"
        | "ConditionalRequestConflict" => Class::Busy,
        "UnauthorizedOperation"
        | "AccessDenied"
        | "AccessDeniedException"
        | "AuthFailure"
        | "ExpiredToken"
        | "ExpiredTokenException"
        | "RequestExpired"
        | "InvalidClientTokenId"
        | "UnrecognizedClientException"
        | "SignatureDoesNotMatch"
        | "RequestTimeTooSkewed"
        | "InvalidAccessKeyId"
        | "IncompleteSignature"
        | "OptInRequired"
        | "MissingAuthenticationToken"
        | "InvalidSignatureException" => Class::Denied,
        _ if is_absence(code) => Class::NotFound,
        _ if is_presence(code, message) => Class::AlreadyExists,
        _ if is_quota(code) => Class::Quota,
        "InternalError"
        | "InternalFailure"
        | "InternalServerError"
        | "ServiceUnavailable"
        | "ServiceUnavailableException"
        | "InternalServiceException"
        | "InternalServiceError"
        | "ServiceException"
        | "WAFInternalErrorException"
        | "WAFTagOperationException"
        | "WAFTagOperationInternalErrorException"
        | "KMSInternalException"
        | "DependencyTimeoutException"
        | "Unavailable" => Class::Lost,
        _ if status == 429 => Class::Throttled,
        // There was an answer, and nobody can read it.
        NO_CODE if (200..300).contains(&status) => Class::Lost,
        // Answers to HEAD have no body that a code could be in.
        NO_CODE if status == 404 => Class::NotFound,
        NO_CODE if matches!(status, 401 | 403) => Class::Denied,
        // Something between us and the service answered: it may have acted before.
        _ if status >= 500 || status == 0 => Class::Lost,
        _ => Class::Invalid,
    }
}

/// A role, key or attachment made a moment ago that another service does not know yet.
fn is_propagation(code: &str, message: &str) -> bool {
    let is_new = message.contains("cannot be assumed")
        || message.contains("Unable to assume")
        || message.contains("does not have permission to")
        || message.contains("Access error")
        // A route through a gateway that was attached a moment ago.
        || message.contains("belong to different networks");
    matches!(
        code,
        "InvalidParameterValueException"
            | "InvalidParameterValue"
            | "InvalidParameter"
            | "InvalidParameterCombination"
            | "InvalidRequestException"
    ) && is_new
        || code == "WAFUnavailableEntityException"
}

fn is_absence(code: &str) -> bool {
    code.ends_with(".NotFound")
        || code.ends_with("NotFound")
        || code.ends_with("NotFoundFault")
        || code.ends_with("NotFoundException")
        || code.ends_with("NotFoundError")
        || code.starts_with("NoSuch")
        || matches!(
            code,
            "NatGatewayNotFound"
                | "Gateway.NotAttached"
                | "WAFNonexistentItemException"
                | "InvalidInternetGatewayID.NotFound"
                | "InvalidAssociationID.NotFound"
        )
}

fn is_presence(code: &str, message: &str) -> bool {
    code.ends_with("AlreadyExists")
        || code.ends_with("AlreadyExistsFault")
        || code.ends_with("AlreadyExistsException")
        || code.ends_with(".Duplicate")
        || matches!(
            code,
            "EntityAlreadyExists"
                | "ResourceExistsException"
                | "RouteAlreadyExists"
                | "Resource.AlreadyAssociated"
                | "FlowLogAlreadyExists"
                | "BucketAlreadyOwnedByYou"
                | "WAFDuplicateItemException"
        )
        || (code == "InvalidRequestException" && message.contains("scheduled for deletion"))
}

fn is_quota(code: &str) -> bool {
    code.ends_with("LimitExceeded")
        || code.ends_with("QuotaExceeded")
        || code.ends_with("QuotaExceededFault")
        || code.ends_with("QuotaExceededException")
        || code.ends_with("LimitExceededException")
        || matches!(
            code,
            "LimitExceeded"
                | "InstanceQuotaExceeded"
                | "StorageQuotaExceeded"
                | "TooManyBuckets"
                | "WAFLimitsExceededException"
                | "ClusterQuotaForCustomerExceeded"
                | "NodeQuotaForClusterExceeded"
                | "NodeQuotaForCustomerExceeded"
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    const CASES: &[(&str, &str, u16, Class)] = &[
        ("RequestLimitExceeded", "", 503, Class::Throttled),
        ("LimitExceededException", "Rate exceeded", 400, Class::Throttled),
        ("LimitExceededException", "too many keys", 400, Class::Quota),
        ("DependencyViolation", "", 400, Class::DependencyHeld),
        ("InvalidVpcID.NotFound", "", 400, Class::NotFound),
        ("DBInstanceNotFound", "", 404, Class::NotFound),
        ("DBInstanceAlreadyExists", "", 400, Class::AlreadyExists),
        ("InvalidGroup.Duplicate", "", 400, Class::AlreadyExists),
        (
            "InvalidRequestException",
            "it is already scheduled for deletion.",
            400,
            Class::AlreadyExists,
        ),
        ("InvalidRequestException", "no such key", 400, Class::Invalid),
        (
            "InvalidParameterValue",
            "Network interface 'eni-1' is currently in use.",
            400,
            Class::DependencyHeld,
        ),
        (
            "InvalidParameterValue",
            "route table rtb-1 and network gateway igw-1 belong to different networks",
            400,
            Class::Propagating,
        ),
        (
            "InvalidParameter",
            "Unable to assume given IAM role",
            400,
            Class::Propagating,
        ),
        ("InvalidIPAddress.InUse", "", 400, Class::DependencyHeld),
        ("Resource.AlreadyAssociated", "", 400, Class::AlreadyExists),
        ("RouteAlreadyExists", "", 400, Class::AlreadyExists),
        ("NatGatewayNotFound", "", 400, Class::NotFound),
        ("Gateway.NotAttached", "", 400, Class::NotFound),
        ("InvalidFlowLogId.NotFound", "", 400, Class::NotFound),
        ("NatGatewayLimitExceeded", "", 400, Class::Quota),
        ("NoSuchEntity", "", 404, Class::NotFound),
        ("EntityAlreadyExists", "", 409, Class::AlreadyExists),
        ("EntityTemporarilyUnmodifiable", "", 409, Class::Busy),
        ("DeleteConflict", "", 409, Class::DependencyHeld),
        ("ResourceAlreadyExistsException", "", 400, Class::AlreadyExists),
        (
            "InvalidRequestException",
            "You can't perform this operation on the secret because it was marked for deletion.",
            400,
            Class::Invalid,
        ),
        ("ResourceExistsException", "", 400, Class::AlreadyExists),
        ("InternalServiceError", "", 500, Class::Lost),
        ("InvalidDBInstanceState", "", 400, Class::Busy),
        ("InvalidDBParameterGroupState", "", 400, Class::DependencyHeld),
        ("InvalidDBSubnetGroupStateFault", "", 400, Class::DependencyHeld),
        ("DBSubnetGroupNotFoundFault", "", 404, Class::NotFound),
        ("DBSnapshotAlreadyExists", "", 400, Class::AlreadyExists),
        ("InstanceQuotaExceeded", "", 400, Class::Quota),
        ("InsufficientDBInstanceCapacity", "", 400, Class::Invalid),
        ("InvalidReplicationGroupState", "", 400, Class::Busy),
        ("ReplicationGroupNotFoundFault", "", 404, Class::NotFound),
        ("ReplicationGroupAlreadyExists", "", 400, Class::AlreadyExists),
        ("CacheSubnetGroupInUse", "", 400, Class::DependencyHeld),
        ("InvalidCacheParameterGroupState", "", 400, Class::DependencyHeld),
        ("NodeQuotaForCustomerExceeded", "", 400, Class::Quota),
        ("AddressLimitExceeded", "", 400, Class::Quota),
        ("ExpiredToken", "", 403, Class::Denied),
        (
            "InvalidParameterValueException",
            "The role cannot be assumed by Lambda.",
            400,
            Class::Propagating,
        ),
        ("InvalidParameterValue", "", 400, Class::Invalid),
        ("InvalidPermission.Duplicate", "", 400, Class::AlreadyExists),
        ("InvalidSecurityGroupRuleId.NotFound", "", 400, Class::NotFound),
        ("InvalidGroup.InUse", "", 400, Class::DependencyHeld),
        ("WAFOptimisticLockException", "", 400, Class::Busy),
        ("WAFUnavailableEntityException", "", 400, Class::Propagating),
        ("WAFDuplicateItemException", "", 400, Class::AlreadyExists),
        ("WAFAssociatedItemException", "", 400, Class::DependencyHeld),
        ("WAFLimitsExceededException", "", 400, Class::Quota),
        ("WAFTagOperationException", "", 400, Class::Lost),
        ("KMSInvalidStateException", "is pending deletion", 400, Class::Invalid),
        ("NoSuchLifecycleConfiguration", "", 404, Class::NotFound),
        (
            "ServerSideEncryptionConfigurationNotFoundError",
            "",
            404,
            Class::NotFound,
        ),
        ("BucketAlreadyExists", "", 409, Class::AlreadyExists),
        ("BucketNotEmpty", "", 409, Class::Invalid),
        ("OperationAborted", "", 409, Class::Busy),
        (NO_CODE, "", 404, Class::NotFound),
        (NO_CODE, "", 403, Class::Denied),
        (NO_CODE, "", 200, Class::Lost),
        ("", "", 502, Class::Lost),
    ];

    #[test]
    fn codes_are_sorted_by_what_can_be_done_about_them() {
        for (code, message, status, class) in CASES {
            assert_eq!(classify(code, message, *status), *class, "{code} {message}");
        }
    }
}
