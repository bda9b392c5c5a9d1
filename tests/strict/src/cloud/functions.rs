//! Functions, as Lambda shows them while they are made and changed.

use serde_json::{Value, json};

use super::Shaping;
use crate::model::functions::function_name;
use crate::model::{Kind, Model, Thing};

/// Says whether anything was changed.
pub(super) fn shape(model: &Model, shaping: &Shaping<'_>, root: &mut Value) -> bool {
    if shaping.request.service != "lambda" || !shaping.settings.keeps("function-progresses") {
        return false;
    }
    let function = match root.get_mut("Configuration") {
        Some(function) => function,
        None => root,
    };
    let Some(name) = function.get("FunctionName").and_then(Value::as_str).map(function_name) else {
        return false;
    };
    let Some(state) = model.get(Kind::Function, &name).map(Thing::state) else {
        return false;
    };
    let (state, update) = match state {
        "Pending" => ("Pending", "Successful"),
        "InProgress" => ("Active", "InProgress"),
        _ => ("Active", "Successful"),
    };
    function["State"] = json!(state);
    function["LastUpdateStatus"] = json!(update);
    true
}
