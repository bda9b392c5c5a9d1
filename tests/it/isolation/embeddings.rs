//! The table beside the ledger: as well guarded, where the server has vectors.

use super::probe::{DENIED, Nothing, Probe, probe};

use super::who::Who;

const ANN: Who = Who::ANN;

pub(super) const PROBES: &[Probe] = &[
    probe(
        "embeddings_without_a_context",
        Who::NOBODY,
        "SELECT span_id FROM ledger.memory_embeddings",
        Nothing,
    ),
    probe(
        "embeddings_of_a_foreign_tenant",
        ANN,
        "SELECT span_id FROM ledger.memory_embeddings",
        Nothing,
    ),
    probe(
        "embeddings_for_a_worker_of_acme",
        Who::WORKER,
        "SELECT span_id FROM ledger.memory_embeddings",
        Nothing,
    ),
    probe(
        "embeddings_by_nearness",
        ANN,
        "SELECT span_id FROM ledger.memory_embeddings ORDER BY embedding OPERATOR(public.<=>) array_fill(0.5::real, ARRAY[1536])::public.vector LIMIT 5",
        Nothing,
    ),
    probe(
        "an_embedding_for_a_foreign_span",
        ANN,
        "INSERT INTO ledger.memory_embeddings SELECT '{bob_tenant}', 0, 'globex', 'bob', 'tenant', array_fill(0.5::real, ARRAY[1536])::public.vector",
        DENIED,
    ),
    probe(
        "an_embedding_of_a_foreign_span_for_oneself",
        ANN,
        "INSERT INTO ledger.memory_embeddings SELECT '{bob_tenant}', 0, 'acme', 'ann', 'tenant', array_fill(0.5::real, ARRAY[1536])::public.vector",
        DENIED,
    ),
    probe(
        "an_embedding_of_no_span",
        ANN,
        "INSERT INTO ledger.memory_embeddings SELECT '{absent}', 0, 'acme', 'ann', 'tenant', array_fill(0.5::real, ARRAY[1536])::public.vector",
        DENIED,
    ),
    probe(
        "an_embedding_that_is_wider_than_its_span",
        ANN,
        "INSERT INTO ledger.memory_embeddings SELECT '{own}', 0, 'acme', 'ann', 'public', array_fill(0.5::real, ARRAY[1536])::public.vector",
        DENIED,
    ),
    probe(
        "embeddings_of_others_are_not_forgotten",
        ANN,
        "DELETE FROM ledger.memory_embeddings",
        Nothing,
    ),
    probe(
        "embeddings_are_not_changed",
        ANN,
        "UPDATE ledger.memory_embeddings SET tenant_id = 'acme'",
        DENIED,
    ),
    probe(
        "embeddings_are_not_truncated",
        ANN,
        "TRUNCATE ledger.memory_embeddings",
        DENIED,
    ),
];
