//! The Query protocol: `Subnets.Subnet.1.Name=x` is a list of structures.

use serde_json::{Map, Value};

/// Lists come out as lists, without the element's name that some services put between:
/// `SubnetIds.SubnetIdentifier.1` and `Tags.member.1` are `SubnetIds` and `Tags`.
pub(super) fn parse(body: &[u8]) -> Value {
    let mut root = Map::new();
    for (name, value) in form_urlencoded::parse(body) {
        insert(&mut root, &name, value.into_owned());
    }
    shape("", Value::Object(root))
}

pub(super) fn service(version: &str) -> &'static str {
    match version {
        "2014-10-31" => "rds",
        "2015-02-02" => "elasticache",
        "2010-05-08" => "iam",
        "2011-06-15" => "sts",
        "2010-03-31" => "sns",
        "2010-08-01" => "monitoring",
        _ => "ec2",
    }
}

fn insert(map: &mut Map<String, Value>, name: &str, text: String) {
    match name.split_once('.') {
        None => {
            map.insert(name.to_owned(), Value::String(text));
        }
        Some((first, rest)) => {
            let inner = map.entry(first).or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(inner) = inner {
                insert(inner, rest, text);
            }
        }
    }
}

fn shape(name: &str, value: Value) -> Value {
    let Value::Object(map) = value else {
        return value;
    };
    let mut numbers: Vec<(usize, Value)> = Vec::new();
    let mut names = Map::new();
    for (key, value) in map {
        if let Ok(number) = key.parse() {
            numbers.push((number, shape("", value)));
        } else {
            let value = shape(&key, value);
            names.insert(key, value);
        }
    }
    if names.is_empty() && !numbers.is_empty() {
        numbers.sort_by_key(|(number, _)| *number);
        return Value::Array(numbers.into_iter().map(|(_, value)| value).collect());
    }
    match names.iter().next() {
        Some((key, Value::Array(_))) if names.len() == 1 && is_element_of(key, name) => names.remove(&key.clone()),
        _ => None,
    }
    .unwrap_or(Value::Object(names))
}

/// `Tag` of `Tags`, `SubnetIdentifier` of `SubnetIds`; but not a field that happens to be alone.
fn is_element_of(key: &str, list: &str) -> bool {
    key == "member" || (key.len() > 2 && list.starts_with(&key[..3]))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn lists_lose_the_names_of_their_elements() {
        let body = "Action=A&SubnetIds.SubnetIdentifier.1=a&SubnetIds.SubnetIdentifier.2=b&Tags.member.1.Key=k\
            &TagSpecification.1.ResourceType=vpc&TagSpecification.1.Tag.1.Key=x&Filters.Filter.1.Values.Value.1=v";
        let expected = json!({
            "Action": "A",
            "SubnetIds": ["a", "b"],
            "Tags": [{"Key": "k"}],
            "TagSpecification": [{"ResourceType": "vpc", "Tag": [{"Key": "x"}]}],
            "Filters": [{"Values": ["v"]}],
        });
        assert_eq!(parse(body.as_bytes()), expected);
    }

    #[test]
    fn the_tenth_element_is_not_the_second() {
        let body: Vec<String> = (1..=11).map(|n| format!("Id.{n}=v{n}")).collect();
        assert_eq!(parse(body.join("&").as_bytes())["Id"][9], "v10");
    }
}
