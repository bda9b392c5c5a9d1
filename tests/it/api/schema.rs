//! Whether a value is as a JSON schema says: as much of JSON Schema as our document uses.

use serde_json::Value;

pub(super) struct Schemas<'a> {
    document: &'a Value,
}

impl<'a> Schemas<'a> {
    pub(super) fn of(document: &'a Value) -> Self {
        Self { document }
    }

    /// The first thing that is not as it should be.
    pub(super) fn fault(&self, schema: &Value, value: &Value, at: &str) -> Option<String> {
        if let Some(target) = schema["$ref"].as_str() {
            let target = target.trim_start_matches('#');
            return match self.document.pointer(target) {
                Some(schema) => self.fault(schema, value, at),
                None => Some(format!("{at}: {target} is not in the document")),
            };
        }
        let wrong = |what: &str| Some(format!("{at}: {value:.200} {what} {schema:.300}"));
        if let Some(any) = schema["anyOf"].as_array() {
            let fits = any.iter().any(|schema| self.fault(schema, value, at).is_none());
            return if fits { None } else { wrong("is none of") };
        }
        let kinds = match &schema["type"] {
            Value::String(kind) => vec![kind.as_str()],
            Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        };
        if !kinds.is_empty() && !kinds.iter().any(|kind| is_a(value, kind)) {
            return wrong("is not of the type");
        }
        if schema["enum"].as_array().is_some_and(|words| !words.contains(value)) {
            return wrong("is none of");
        }
        let below = |limit: &str| schema[limit].as_f64().zip(value.as_f64());
        if below("minimum").is_some_and(|(least, n)| n < least) || below("maximum").is_some_and(|(most, n)| n > most) {
            return wrong("is out of the range of");
        }
        self.fault_of_members(schema, value, at)
            .or_else(|| self.fault_of_items(schema, value, at))
    }

    fn fault_of_members(&self, schema: &Value, value: &Value, at: &str) -> Option<String> {
        let members = value.as_object()?;
        let required = schema["required"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str);
        if let Some(missing) = required.into_iter().find(|name| !members.contains_key(*name)) {
            return Some(format!("{at}: there is no {missing}"));
        }
        members
            .iter()
            .find_map(|(name, value)| match schema["properties"].get(name) {
                Some(schema) => self.fault(schema, value, &format!("{at}.{name}")),
                None if schema["additionalProperties"] == false => Some(format!("{at}: {name} is not described")),
                None => None,
            })
    }

    fn fault_of_items(&self, schema: &Value, value: &Value, at: &str) -> Option<String> {
        let items = value.as_array()?;
        if schema["maxItems"]
            .as_u64()
            .is_some_and(|most| items.len() as u64 > most)
        {
            return Some(format!("{at}: {} items are too many", items.len()));
        }
        let schema = schema.get("items")?;
        items
            .iter()
            .find_map(|item| self.fault(schema, item, &format!("{at}[]")))
    }
}

fn is_a(value: &Value, kind: &str) -> bool {
    match kind {
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "null" => value.is_null(),
        _ => false,
    }
}
