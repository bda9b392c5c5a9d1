//! A request's way through the cloud: judged, answered from here or by the emulator, learnt from,
//! and its answer made to look as AWS's would at this moment.

mod cache;
mod database;
mod deferral;
mod functions;
mod lag;
mod network;
mod objects;
mod own_answers;
mod parameters;
mod rates;
mod stand_in;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use http::Request as HttpRequest;
use serde_json::Value;

use crate::clock::Clock;
use crate::model::{Lesson, Model};
use crate::request::Request;
use crate::rules::{self, Case};
use crate::settings::Settings;
use crate::upstream::{Answer, Unreachable, Upstream};

pub(crate) struct Cloud {
    pub(crate) upstream: Upstream,
    pub(crate) settings: Mutex<Settings>,
    clock: Clock,
    /// Refilling rate limits may have a time of their own.
    rate_clock: Clock,
    models: Mutex<BTreeMap<(String, String), Model>>,
    /// One change at a time: what is judged, done and learnt must be of one piece.
    turn: tokio::sync::Mutex<()>,
    /// Objects that are being written under a condition.
    written: Mutex<BTreeSet<String>>,
    /// What the emulator refused although AWS had accepted it.
    complaints: Mutex<Vec<String>>,
}

impl Cloud {
    pub(crate) fn new(upstream: Upstream, settings: Settings) -> Self {
        let rate_scale = settings.rate_scale.unwrap_or(settings.time_scale);
        Self {
            upstream,
            clock: Clock::new(settings.time_scale, settings.skew),
            rate_clock: Clock::new(rate_scale, settings.skew),
            settings: Mutex::new(settings),
            models: Mutex::default(),
            turn: tokio::sync::Mutex::default(),
            written: Mutex::default(),
            complaints: Mutex::default(),
        }
    }

    pub(crate) async fn answer(&self, request: &Request) -> Result<Answer, Unreachable> {
        if held(&self.settings).is_lax {
            return self.forward(request).await;
        }
        let _writing = match self.conditional_write(request) {
            Ok(writing) => writing,
            Err(refusal) => return Ok(refusal.answer(request)),
        };
        // A function that runs for minutes must not keep everything else waiting.
        let takes_turn = request.is_mutating() && !request.is("lambda:Invoke");
        let turn = if takes_turn || self.is_anything_due() {
            Some(self.turn.lock().await)
        } else {
            None
        };
        self.settle().await?;
        let _turn = turn.filter(|_| takes_turn);
        if let Some(answer) = self.judged(request) {
            return Ok(answer);
        }
        if let Some(refusal) = self.not_empty(request).await? {
            return Ok(refusal.answer(request));
        }
        if let Some(answer) = self.own_answer(request) {
            return Ok(answer);
        }
        let answer = match self.translated(request) {
            Some(changed) => self.forward(&changed).await?,
            None => self.forward(request).await?,
        };
        if let Some(answer) = self.stood_in(request, &answer) {
            return Ok(self.shaped(request, answer));
        }
        if !answer.status.is_success() {
            return Ok(answer);
        }
        if request.is_mutating() {
            self.learn(request, &answer);
        }
        Ok(self.shaped(request, answer))
    }

    /// What the emulator refused although it had been accepted: the model and it disagree.
    pub(crate) fn complaints(&self) -> Vec<String> {
        held(&self.complaints).clone()
    }

    /// As every answer of AWS has it.
    pub(crate) fn date(&self) -> String {
        self.clock.date().strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
    }

    pub(crate) async fn forward(&self, request: &Request) -> Result<Answer, Unreachable> {
        let mut wire = HttpRequest::new(request.body.clone());
        *wire.method_mut() = request.method.clone();
        *wire.uri_mut() = request.uri.clone();
        *wire.headers_mut() = request.headers.clone();
        self.upstream.forward(wire).await
    }

    /// What rules say to it; nothing if they let it pass.
    fn judged(&self, request: &Request) -> Option<Answer> {
        self.with_model(request, |model, settings| {
            let case = Case {
                request,
                model,
                clock: &self.clock,
                settings,
            };
            let judged = |rule: &rules::Rule| rule.judge(&case).err().filter(|_| settings.keeps(rule.name));
            if let Some(refusal) = rules::access().find_map(judged) {
                return Some(refusal.answer(request));
            }
            if let Some(answer) = own_answers::repeated(model, settings, request) {
                return Some(answer);
            }
            let judged = rules::all().find_map(judged);
            // Whoever may not ask uses nothing up; all others do, also with what is refused.
            let refusal = rates::exceeded(model, settings, &self.rate_clock, request).or(judged);
            refusal.map(|refusal| refusal.answer(request))
        })
    }

    fn stood_in(&self, request: &Request, answer: &Answer) -> Option<Answer> {
        self.with_model(request, |model, settings| {
            let shaping = Shaping {
                request,
                settings,
                clock: &self.clock,
            };
            stand_in::answer(model, &shaping, answer)
        })
    }

    fn learn(&self, request: &Request, answer: &Answer) {
        self.with_model(request, |model, settings| {
            model.learn(&Lesson {
                request,
                answer,
                clock: &self.clock,
                lag: settings.lag,
            });
            own_answers::remember(model, request, answer);
            let shaping = Shaping {
                request,
                settings,
                clock: &self.clock,
            };
            deferral::come_back(model, &shaping);
        });
    }

    fn shaped(&self, request: &Request, mut answer: Answer) -> Answer {
        self.with_model(request, |model, settings| {
            let shaping = Shaping {
                request,
                settings,
                clock: &self.clock,
            };
            if let Some(mut root) = crate::xml::parse(&answer.body).filter(|_| request.service != "s3") {
                let shaped = match request.service.as_str() {
                    "ec2" => {
                        network::shape(model, &shaping, &mut root);
                        Ok(())
                    }
                    "rds" => {
                        database::shape(model, &shaping, &mut root);
                        Ok(())
                    }
                    "elasticache" => cache::shape(model, &shaping, &mut root),
                    _ => Ok(()),
                };
                if let Err(refusal) = shaped.and_then(|()| lag::hide(model, &shaping, &mut root)) {
                    return refusal.answer(request);
                }
                if let Some(body) = crate::xml::write(&root) {
                    answer.body = body;
                }
            } else if let Ok(mut root) = serde_json::from_slice::<Value>(&answer.body) {
                // Bodies that nothing was changed in stay as they are, to the byte.
                let changed = functions::shape(model, &shaping, &mut root) | lag::hide_json(model, &shaping, &mut root);
                if changed {
                    answer.body = root.to_string().into();
                }
            }
            answer
        })
    }

    fn with_model<T>(&self, request: &Request, act: impl FnOnce(&mut Model, &Settings) -> T) -> T {
        let settings = held(&self.settings).clone();
        let mut models = held(&self.models);
        let key = (request.account.clone(), request.region.clone());
        act(models.entry(key).or_default(), &settings)
    }
}

/// What an answer is shaped by.
struct Shaping<'a> {
    request: &'a Request,
    settings: &'a Settings,
    clock: &'a Clock,
}

/// A test that failed while it held a lock has said so; the others go on.
pub(crate) fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
