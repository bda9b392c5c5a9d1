"""What the fuzzer has to be told because an OpenAPI 3.1 document has no words for it."""

import json
import zlib

import schemathesis

# Integers up to here are doubles; beyond, some are and some are not.
EXACT = 2**53
# User and tenant of the token that the requests are sent with.
USER = "fuzz"


@schemathesis.serializer("application/x-ndjson")
def ndjson(_context, value):
    """An array is sent as one line for each item; anything else is a body that is no batch."""
    lines = value if isinstance(value, list) else [value]
    return "\n".join(json.dumps(line) for line in lines).encode()


@schemathesis.hook
def map_body(_context, body):
    """The ledger keeps numbers exactly or refuses them. Which integers beyond 2^53 a double holds is
    nothing that a schema can say, so the free-form members get the double next to theirs."""
    return doubles(body)


@schemathesis.hook
def map_headers(_context, headers):
    """Headers that contradict the token end a request before anything else of it is looked at, so only
    some keep what was generated."""
    for name in ("X-User-Id", "X-Tenant-Id"):
        value = (headers or {}).get(name)
        if isinstance(value, str) and zlib.crc32(value.encode(errors="replace")) % 8:
            headers[name] = USER
    return headers


@schemathesis.hook
def map_case(_context, case):
    """The idempotency key may stand in the header or in the body; if in both, they must agree."""
    if "Idempotency-Key" in (case.headers or {}) and isinstance(case.body, dict):
        case.body.pop("idempotency_key", None)
    return case


def doubles(value):
    if isinstance(value, dict):
        return {name: doubles(member) for name, member in value.items()}
    if isinstance(value, list):
        return [doubles(item) for item in value]
    if isinstance(value, int) and abs(value) > EXACT:
        return float(value) if abs(value) < 10**308 else EXACT
    return value
