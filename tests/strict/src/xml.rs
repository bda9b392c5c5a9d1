//! Reading and changing XML answers.

use bytes::Bytes;
use xmltree::{Element, XMLNode};

pub(crate) fn parse(body: &[u8]) -> Option<Element> {
    Element::parse(body).ok()
}

pub(crate) fn write(root: &Element) -> Option<Bytes> {
    let mut body = Vec::new();
    root.write(&mut body).ok()?;
    Some(body.into())
}

/// The text of the first element of this name, however deep.
pub(crate) fn find_text(root: &Element, name: &str) -> Option<String> {
    find(root, name).map(text)
}

pub(crate) fn find<'a>(root: &'a Element, name: &str) -> Option<&'a Element> {
    if root.name == name {
        return Some(root);
    }
    elements(root).find_map(|child| find(child, name))
}

/// Every element of this name, outermost only.
pub(crate) fn for_each(root: &mut Element, name: &str, change: &mut dyn FnMut(&mut Element)) {
    if root.name == name {
        return change(root);
    }
    for child in elements_mut(root) {
        for_each(child, name, change);
    }
}

/// Takes the items of all lists of this name out that are not to be kept. Says how many were.
pub(crate) fn retain(root: &mut Element, list: &str, keep: &mut dyn FnMut(&Element) -> bool) -> usize {
    let mut removed = 0;
    for_each(root, list, &mut |list| {
        let before = list.children.len();
        list.children.retain(|child| child.as_element().is_none_or(&mut *keep));
        removed += before - list.children.len();
    });
    removed
}

pub(crate) fn elements(parent: &Element) -> impl Iterator<Item = &Element> {
    parent.children.iter().filter_map(XMLNode::as_element)
}

fn elements_mut(parent: &mut Element) -> impl Iterator<Item = &mut Element> {
    parent.children.iter_mut().filter_map(XMLNode::as_mut_element)
}

pub(crate) fn text(element: &Element) -> String {
    element
        .get_text()
        .map(|text| text.trim().to_owned())
        .unwrap_or_default()
}

pub(crate) fn child_text(element: &Element, name: &str) -> Option<String> {
    element.get_child(name).map(text)
}

/// Replaces the text of a child, or adds the child.
pub(crate) fn set(parent: &mut Element, name: &str, value: &str) {
    if parent.get_child(name).is_none() {
        parent.children.push(XMLNode::Element(Element::new(name)));
    }
    if let Some(child) = parent.get_mut_child(name) {
        child.children = vec![XMLNode::Text(value.to_owned())];
    }
}

/// A new element with text elements in it.
pub(crate) fn element(name: &str, children: &[(&str, &str)]) -> XMLNode {
    let mut made = Element::new(name);
    for (name, value) in children {
        set(&mut made, name, value);
    }
    XMLNode::Element(made)
}
