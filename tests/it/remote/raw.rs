//! The emulator's API without a library of AWS, so that what is looked at does not depend on the code that is tested.

use reqwest::{Client, RequestBuilder};
use serde_json::Value;
use xmltree::Element;

use crate::bed::Trouble;

pub(crate) struct Raw {
    url: String,
    account: String,
    client: Client,
}

/// Of the Query protocol.
const VERSIONS: [(&str, &str); 4] = [
    ("ec2", "2016-11-15"),
    ("rds", "2014-10-31"),
    ("elasticache", "2015-02-02"),
    ("iam", "2010-05-08"),
];

/// Before the operation's name in the header of the JSON protocol, and its version.
const TARGETS: [(&str, &str, &str); 4] = [
    ("secretsmanager", "secretsmanager", "1.1"),
    ("kms", "TrentService", "1.1"),
    ("logs", "Logs_20140328", "1.1"),
    ("wafv2", "AWSWAF_20190729", "1.1"),
];

impl Raw {
    pub(crate) fn new(url: &str, account: &str) -> Self {
        Self {
            url: url.to_owned(),
            account: account.to_owned(),
            client: Client::new(),
        }
    }

    pub(crate) async fn query(&self, service: &str, action: &str, more: &[(&str, &str)]) -> Result<Element, Trouble> {
        let version = VERSIONS
            .iter()
            .find(|(name, _)| *name == service)
            .map(|(_, version)| *version);
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("Action", action);
        form.append_pair(
            "Version",
            version.ok_or_else(|| Trouble::new(format!("{service} has no Query API")))?,
        );
        form.extend_pairs(more);
        let request = self.client.post(&self.url);
        let request = request.header("content-type", "application/x-www-form-urlencoded; charset=utf-8");
        let text = self.ask(service, request.body(form.finish())).await?;
        Ok(Element::parse(text.as_bytes())?)
    }

    pub(crate) async fn json(&self, service: &str, operation: &str, body: &Value) -> Result<Value, Trouble> {
        let target = TARGETS.iter().find(|(name, _, _)| *name == service);
        let (_, prefix, version) = target.ok_or_else(|| Trouble::new(format!("{service} has no JSON API")))?;
        let request = self
            .client
            .post(&self.url)
            .header("content-type", format!("application/x-amz-json-{version}"))
            .header("x-amz-target", format!("{prefix}.{operation}"))
            .body(body.to_string());
        let text = self.ask(service, request).await?;
        if text.is_empty() {
            return Ok(Value::Null);
        }
        Ok(serde_json::from_str(&text)?)
    }

    /// `path` begins with the bucket.
    pub(crate) async fn get(&self, path: &str) -> Result<Element, Trouble> {
        let text = self.text(path).await?;
        Ok(Element::parse(text.as_bytes())?)
    }

    pub(crate) async fn text(&self, path: &str) -> Result<String, Trouble> {
        self.ask("s3", self.client.get(format!("{}/{path}", self.url))).await
    }

    pub(crate) fn account(&self) -> &str {
        &self.account
    }

    pub(crate) async fn put(&self, path: &str, body: &str) -> Result<(), Trouble> {
        let request = self.client.put(format!("{}/{path}", self.url)).body(body.to_owned());
        self.ask("s3", request).await.map(drop)
    }

    async fn ask(&self, service: &str, request: RequestBuilder) -> Result<String, Trouble> {
        let credential = format!("{}/20260101/us-east-1/{service}/aws4_request", self.account);
        let signed = format!("AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders=host, Signature=0");
        let request = request
            .header("authorization", signed)
            .header("x-amz-date", "20260101T000000Z");
        let answer = request.send().await?;
        let (status, text) = (answer.status(), answer.text().await?);
        if status.is_success() {
            return Ok(text);
        }
        Err(Trouble::new(format!("{service} answers {status}: {text}")))
    }
}

/// The text of the first element of this name, however deep.
pub(crate) fn text(element: &Element, name: &str) -> Option<String> {
    if element.name == name {
        return element.get_text().map(std::borrow::Cow::into_owned);
    }
    let mut children = element.children.iter().filter_map(xmltree::XMLNode::as_element);
    children.find_map(|child| text(child, name))
}

/// The texts of all elements of this name, however deep.
pub(crate) fn texts(element: &Element, name: &str) -> Vec<String> {
    let mut found = Vec::new();
    for child in element.children.iter().filter_map(xmltree::XMLNode::as_element) {
        if child.name == name {
            found.extend(child.get_text().map(std::borrow::Cow::into_owned));
        }
        found.extend(texts(child, name));
    }
    found
}
