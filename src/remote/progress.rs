//! How far a run is: counted by layer, with what is running, and drawn as a tree.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use engine::{Act, Address, Eta, Plan};

use super::event::{Left, RunEvent, RunningStep, verb};
use crate::ui::{BOLD, CYAN, DIM, GREEN, Page, RED, spoken};

#[derive(Debug)]
pub struct Progress {
    title: String,
    began: Instant,
    /// In the order in which the plan names them.
    layers: Vec<Layer>,
    kinds: BTreeMap<Address, String>,
    running: Vec<Running>,
    eta: Option<(Eta, Instant)>,
}

#[derive(Debug)]
struct Layer {
    name: String,
    steps: usize,
    done: usize,
    failed: usize,
}

#[derive(Debug)]
struct Running {
    address: Address,
    act: Act,
    since: Instant,
    has_returned: bool,
}

impl Progress {
    pub fn new(title: String, now: Instant) -> Self {
        Self {
            title,
            began: now,
            layers: Vec::new(),
            kinds: BTreeMap::new(),
            running: Vec::new(),
            eta: None,
        }
    }

    /// A plan's steps are counted from now on.
    pub fn expect(&mut self, plan: &Plan) {
        for step in &plan.steps {
            self.layer(&step.address).steps += 1;
            self.kinds.insert(step.address.clone(), step.kind.clone());
        }
    }

    pub fn kind(&self, address: &Address) -> &str {
        self.kinds.get(address).map_or("", String::as_str)
    }

    pub fn started(&mut self, address: &Address, act: Act, now: Instant) {
        self.running.push(Running {
            address: address.clone(),
            act,
            since: now,
            has_returned: false,
        });
    }

    pub fn returned(&mut self, address: &Address, act: Act) {
        for running in &mut self.running {
            running.has_returned |= running.address == *address && running.act == act;
        }
    }

    pub fn finished(&mut self, address: &Address, act: Act, is_done: bool) {
        self.running
            .retain(|running| running.address != *address || running.act != act);
        let layer = self.layer(address);
        if is_done {
            layer.done += 1;
        } else {
            layer.failed += 1;
        }
        // The last look of a removal finds what no plan had expected.
        layer.steps = layer.steps.max(layer.done + layer.failed);
    }

    pub fn expected(&mut self, eta: &Eta, now: Instant) {
        self.eta = Some((eta.clone(), now));
    }

    fn layer(&mut self, address: &Address) -> &mut Layer {
        let name = address.layer();
        let index = self.layers.iter().position(|layer| layer.name == name);
        let index = index.unwrap_or_else(|| {
            self.layers.push(Layer {
                name: name.to_owned(),
                steps: 0,
                done: 0,
                failed: 0,
            });
            self.layers.len() - 1
        });
        &mut self.layers[index]
    }

    fn left(&self, now: Instant) -> Option<Left> {
        let (eta, made) = self.eta.as_ref()?;
        Some(Left::after(eta, now - *made))
    }

    /// The longest running first.
    fn by_age(&self) -> Vec<&Running> {
        let mut running: Vec<&Running> = self.running.iter().collect();
        running.sort_by_key(|running| running.since);
        running
    }

    /// A sign of life; none while nothing is running.
    pub fn sign(&self, now: Instant) -> Option<RunEvent> {
        (!self.running.is_empty()).then(|| RunEvent::Progressed {
            done: self.layers.iter().map(|layer| layer.done).sum(),
            steps: self.layers.iter().map(|layer| layer.steps).sum(),
            running: self
                .by_age()
                .into_iter()
                .map(|running| RunningStep {
                    address: running.address.clone(),
                    act: running.act,
                    elapsed_ms: milliseconds(now - running.since),
                })
                .collect(),
            eta: self.left(now),
        })
    }

    /// The tree, in at most `height` lines of `width` columns.
    pub fn picture(&self, now: Instant, (width, height): (u16, u16), utf8: bool) -> String {
        let (width, height) = (usize::from(width), usize::from(height));
        let (turns, dash): (&[&str], &str) = if utf8 {
            (&["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"], "–")
        } else {
            (&["|", "/", "-", "\\"], "-")
        };
        let turn = turns[usize::try_from((now - self.began).as_millis() / 100).unwrap_or(0) % turns.len()];
        let mut page = Page::new(None);
        let clock = spoken(milliseconds(now - self.began));
        page.pieces(&[(BOLD, &fitted(&self.title, &clock, width)), (DIM, &clock)]);
        // Title and estimate, and the line below them all.
        let mut room = height.saturating_sub(self.layers.len() + 3);
        for layer in &self.layers {
            let count = format!("{} of {}", layer.done, layer.steps);
            let name = format!("  {:<12}", layer.name);
            match layer {
                Layer { failed: 1.., .. } => {
                    page.pieces(&[(RED, &name), (RED, &format!("{count}, {} failed", layer.failed))]);
                }
                layer if layer.done == layer.steps => page.pieces(&[(GREEN, &name), (GREEN, &count)]),
                _ => page.pieces(&[(CYAN, &name), (anstyle::Style::new(), &count)]),
            }
            let here: Vec<&Running> = self
                .by_age()
                .into_iter()
                .filter(|running| running.address.layer() == layer.name)
                .collect();
            let shown = here.len().min(room);
            room -= shown;
            for running in &here[..shown] {
                let clock = spoken(milliseconds(now - running.since));
                let state = if running.has_returned { ", not ready yet" } else { "" };
                let state = if running.act == Act::Delete && running.has_returned {
                    ", not gone yet"
                } else {
                    state
                };
                let told = format!("    {turn} {} {}{state}", verb(running.act), running.address);
                page.pieces(&[(anstyle::Style::new(), &fitted(&told, &clock, width)), (DIM, &clock)]);
            }
        }
        if let Some(left) = self.left(now) {
            let told = left.told(dash);
            page.pieces(&[(DIM, &told.chars().take(width.saturating_sub(1)).collect::<String>())]);
        }
        page.into_text().trim_end().to_owned()
    }
}

/// `left`, cut or filled so that `right` ends at the edge.
fn fitted(left: &str, right: &str, width: usize) -> String {
    let room = width.saturating_sub(right.chars().count() + 2);
    let left: String = left.chars().take(room).collect();
    format!("{left:<room$} ")
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(progress: &Progress, now: Instant, size: (u16, u16)) -> String {
        anstream::adapter::strip_str(&progress.picture(now, size, true)).to_string()
    }

    #[test]
    fn the_tree_counts_layers_and_shows_what_runs_within_its_terminal() {
        let began = Instant::now();
        let later = began + Duration::from_secs(65);
        let mut progress = Progress::new("dev in 123456789012, us-east-1".to_owned(), began);
        let addresses: Vec<Address> = (0..30).map(|n| Address::new(format!("network/nat-{n}"))).collect();
        for address in &addresses {
            progress.layer(address).steps += 1;
            progress.started(address, Act::Create, began);
        }
        progress.finished(&addresses[0], Act::Create, true);
        progress.returned(&addresses[1], Act::Create);
        let eta = Eta {
            low: Duration::from_mins(5),
            high: Duration::from_mins(7),
            waits_for: Some(addresses[1].clone()),
        };
        progress.expected(&eta, later);
        let tree = plain(&progress, later, (60, 10));
        let lines: Vec<&str> = tree.lines().collect();
        assert_eq!(lines.len(), 9, "{tree}");
        assert!(lines.iter().all(|line| line.chars().count() < 60), "{tree}");
        assert_eq!(lines[1], "  network     1 of 30");
        assert!(
            lines[2].contains("create network/nat-1, not ready yet") && lines[2].ends_with("1 min 05 s"),
            "{tree}"
        );
        assert_eq!(lines[8], "about 5–7 minutes left, waits for network/nat-1");
    }
}
