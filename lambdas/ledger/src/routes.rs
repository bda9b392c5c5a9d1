//! The one table of HTTP routes: the local gateway, API Gateway and the OpenAPI document are
//! made from it.

/// One operation of the HTTP API.
#[derive(Debug, Clone, Copy)]
pub struct Route {
    pub operation: Operation,
    pub method: Method,
    /// Segments in braces are parameters: `/spans/{id}`.
    pub path: &'static str,
    pub function: Function,
    pub access: Access,
    /// The largest body, in bytes.
    pub body_limit: usize,
    pub summary: &'static str,
}

/// The methods that routes have. (`http::Method` cannot stand in a constant.)
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    Get,
    Post,
}

impl Method {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }

    /// HEAD is GET without the body; the server that sends the answer leaves it out.
    fn serves(self, method: &http::Method) -> bool {
        method == self.as_str() || (self == Self::Get && method == http::Method::HEAD)
    }
}

/// The function that answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Function {
    ApiHandlers,
}

impl Function {
    pub const ALL: [Self; 1] = [Self::ApiHandlers];

    pub fn name(self) -> &'static str {
        match self {
            Self::ApiHandlers => "api_handlers",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anybody, without a token.
    Open,
    /// Whoever has a valid token.
    Token,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    AppendSpan,
    AppendSpans,
    ListSpans,
    GetSpan,
    GetHistory,
    GetTimeline,
    GetMetrics,
    GetHealth,
    GetOpenapi,
    GetKeys,
}

/// A body may have 1 MiB; a batch 2 MiB.
pub const BODY_LIMIT: usize = 1 << 20;
pub const BATCH_LIMIT: usize = 2 << 20;

pub const ROUTES: &[Route] = &[
    Route::new(
        Operation::AppendSpan,
        Method::Post,
        "/spans",
        Access::Token,
        "Append a span, or a new version of one",
    ),
    Route {
        body_limit: BATCH_LIMIT,
        ..Route::new(
            Operation::AppendSpans,
            Method::Post,
            "/spans/batch",
            Access::Token,
            "Append up to 1,000 spans, all or none",
        )
    },
    Route::new(
        Operation::ListSpans,
        Method::Get,
        "/spans",
        Access::Token,
        "List the spans that the caller may read, newest first",
    ),
    Route::new(
        Operation::GetSpan,
        Method::Get,
        "/spans/{id}",
        Access::Token,
        "The latest version of a span, or one of its versions",
    ),
    Route::new(
        Operation::GetHistory,
        Method::Get,
        "/spans/{id}/history",
        Access::Token,
        "All versions of a span with their hash links",
    ),
    Route::new(
        Operation::GetTimeline,
        Method::Get,
        "/timeline",
        Access::Token,
        "The caller's tenant's spans, newest first",
    ),
    Route::new(
        Operation::GetMetrics,
        Method::Get,
        "/metrics",
        Access::Token,
        "Executions of the caller's tenant, by day and status",
    ),
    Route::new(
        Operation::GetHealth,
        Method::Get,
        "/health",
        Access::Open,
        "Whether the platform can serve",
    ),
    Route::new(
        Operation::GetOpenapi,
        Method::Get,
        "/openapi.json",
        Access::Open,
        "This document",
    ),
    Route::new(
        Operation::GetKeys,
        Method::Get,
        "/.well-known/jwks.json",
        Access::Open,
        "The keys that tokens are verified with",
    ),
];

impl Route {
    const fn new(
        operation: Operation,
        method: Method,
        path: &'static str,
        access: Access,
        summary: &'static str,
    ) -> Self {
        Self {
            operation,
            method,
            path,
            function: Function::ApiHandlers,
            access,
            body_limit: BODY_LIMIT,
            summary,
        }
    }

    /// The parameters of a path that this route matches.
    fn parameters<'a>(&self, path: &'a str) -> Option<Vec<&'a str>> {
        let mut parameters = Vec::new();
        let (mut pattern, mut segments) = (self.path.split('/'), path.split('/'));
        loop {
            match (pattern.next(), segments.next()) {
                (None, None) => return Some(parameters),
                (Some(name), Some(segment)) if name.starts_with('{') => parameters.push(segment),
                (Some(fixed), Some(segment)) if fixed == segment => {}
                _ => return None,
            }
        }
    }
}

/// Where a request goes.
#[derive(Debug)]
pub enum Match<'a> {
    Route(&'static Route, Vec<&'a str>),
    /// The path is there, but not with this method; these it takes.
    Methods(Vec<Method>),
    Nothing,
}

/// Finds the route of a request. A fixed segment comes before a parameter: `/spans/batch` is
/// not the span `batch`.
pub fn find<'a>(method: &http::Method, path: &'a str) -> Match<'a> {
    let mut candidates: Vec<&'static Route> = ROUTES.iter().filter(|route| route.path == path).collect();
    if candidates.is_empty() {
        candidates = ROUTES.iter().filter(|route| route.parameters(path).is_some()).collect();
    }
    match candidates.iter().find(|route| route.method.serves(method)) {
        Some(route) => Match::Route(route, route.parameters(path).unwrap_or_default()),
        None if candidates.is_empty() => Match::Nothing,
        None => Match::Methods(candidates.iter().map(|route| route.method).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fixed_segments_come_before_parameters() {
        let found = |method, path| match find(&method, path) {
            Match::Route(route, parameters) => format!("{:?} {parameters:?}", route.operation),
            Match::Methods(methods) => format!("{methods:?}"),
            Match::Nothing => "nothing".to_owned(),
        };
        assert_eq!(found(http::Method::POST, "/spans/batch"), "AppendSpans []");
        assert_eq!(found(http::Method::GET, "/spans/7"), r#"GetSpan ["7"]"#);
        assert_eq!(found(http::Method::HEAD, "/spans/7/history"), r#"GetHistory ["7"]"#);
        assert_eq!(found(http::Method::GET, "/spans/batch"), "[Post]");
        assert_eq!(found(http::Method::DELETE, "/spans"), "[Post, Get]");
        assert_eq!(found(http::Method::GET, "/spans/"), r#"GetSpan [""]"#);
        assert_eq!(found(http::Method::GET, "/nothing"), "nothing");
    }
}
