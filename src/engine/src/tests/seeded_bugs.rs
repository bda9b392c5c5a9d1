//! The engine with one safety line taken out: the checks of the other tests have to notice.

use crate::seeded::{Bug, with_bug};
use crate::simulation::Fault;
use crate::tests::faults::each_call;
use crate::tests::journal::{changed_at_every_byte_is_refused_or_cut, short_journal};
use crate::tests::lab::{Act, Lab, Story};
use crate::tests::{lease, plan, schedule, strays};

fn caught(bug: Bug, check: fn(&Lab) -> Result<(), String>) {
    let outcome = with_bug(bug, || Lab::new().and_then(|lab| check(&lab)));
    assert!(outcome.is_err(), "nothing notices {bug:?}");
}

fn undisturbed(lab: &Lab) -> Result<(), String> {
    Act::ALL
        .into_iter()
        .try_for_each(|act| lab.tell(&Story::undisturbed(act)))
}

fn stories(lab: &Lab, fault: Fault, change: fn(Story) -> Story) -> Result<(), String> {
    each_call(lab, fault)
        .into_iter()
        .map(change)
        .try_for_each(|story| lab.tell(&story))
}

fn kills(lab: &Lab) -> Result<(), String> {
    Fault::KILLS
        .into_iter()
        .try_for_each(|fault| stories(lab, fault, |story| story))
}

fn bad_answers(lab: &Lab) -> Result<(), String> {
    Fault::BAD_ANSWERS
        .into_iter()
        .try_for_each(|fault| stories(lab, fault, |story| story))
}

fn lagging(lab: &Lab) -> Result<(), String> {
    [Fault::KillAfter, Fault::Truncated].into_iter().try_for_each(|fault| {
        stories(lab, fault, |story| Story {
            stale_reads: 10,
            ..story
        })
    })
}

fn without_journal(lab: &Lab) -> Result<(), String> {
    stories(lab, Fault::KillDuring, |story| Story {
        loses_journal: true,
        ..story
    })
}

fn altered_journal(_: &Lab) -> Result<(), String> {
    changed_at_every_byte_is_refused_or_cut(&short_journal())
}

fn interruption(lab: &Lab) -> Result<(), String> {
    match schedule::interrupted_at(lab, Act::Up, "network/vpc")? {
        0 => Ok(()),
        count => Err(format!("{count} steps were started after the interruption")),
    }
}

macro_rules! bugs {
    ($($name:ident: $bug:ident by $check:expr;)*) => {
        $(
            #[test]
            fn $name() {
                caught(Bug::$bug, $check);
            }
        )*
    };
}

bugs! {
    no_intent_is_written: DropIntent by undisturbed;
    the_intent_is_written_after_the_call: JournalAfterCall by undisturbed;
    an_altered_journal_is_accepted: AcceptAlteredJournal by altered_journal;
    the_journal_counts_more_than_the_cloud: TrustJournal by without_journal;
    the_journal_is_not_read_again: ForgetJournal by lagging;
    failures_are_written_down_with_their_text: SecretInJournal by strays::a_missing_permission_ends_the_run_at_once;
    the_tag_comes_after_the_create_call: TagLater by kills;
    unnamed_creations_are_repeated_blindly: RetryUnnamed by bad_answers;
    nobody_waits_for_lists_to_catch_up: NoWindow by lagging;
    every_try_has_another_token: RandomToken by bad_answers;
    duplicates_are_kept: KeepDuplicates by bad_answers;
    what_others_own_is_adopted: AdoptForeign by strays::a_name_taken_meanwhile_is_not_adopted;
    the_fence_is_ignored: IgnoreFence by lease::sleepers_at_every_call;
    a_live_lease_is_taken: TakeLiveLease by lease::second_operator_at_every_call;
    a_sleeper_writes_before_it_renews: WriteAfterSleep by lease::sleepers_at_every_call;
    a_lease_is_released_that_others_hold: ReleaseBlindly by lease::sleepers_at_every_call;
    the_order_is_forgotten: ForgetOrder by undisturbed;
    what_is_not_usable_yet_is_used: UseUnstable by undisturbed;
    a_deletion_is_done_when_it_was_asked_for: DoNotWaitForGone by undisturbed;
    failures_are_swallowed: SwallowFailure by strays::a_missing_permission_ends_the_run_at_once;
    already_gone_is_a_failure: GoneIsFailure by bad_answers;
    what_follows_a_creation_is_forgotten: ForgetAfterCreate by undisturbed;
    a_missing_permission_is_retried_for_ever: RetryForEver by strays::a_missing_permission_ends_the_run_at_once;
    calls_are_made_as_fast_as_possible: SkipBuckets by schedule::no_call_is_too_fast;
    throttled_calls_are_given_up: NoThrottleRetry by schedule::succeeds_though_throttled;
    an_interruption_is_ignored: IgnoreStop by interruption;
    down_does_not_look_again: SkipInventory by strays::what_comes_back_is_removed_too;
    deletion_protection_is_not_lifted: KeepGuard by undisturbed;
    a_database_is_made_again: ReplaceStateful by plan::nothing_that_holds_data_is_made_again;
    a_plan_for_another_state_is_carried_out: AcceptMovedPlan by plan::a_saved_plan_is_refused_when_the_cloud_has_moved;
    what_nobody_asks_for_any_more_stays: ForgetOrphans by undisturbed;
    answers_are_not_looked_at: TrustAnswers by bad_answers;
}
