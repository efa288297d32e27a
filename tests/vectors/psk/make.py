"""Writes psk.json: pre-shared keys of DTLS 1.3 (binders, imported keys, the keys of tickets, tickets), made with the Python
package `cryptography` and without any code of this project. Usage: python3 tests/vectors/psk/make.py > tests/vectors/psk/psk.json

Sources: RFC 9846 section 4.3.11.2 (binders), section 4.1 (transcript, message_hash), section 4.7.1 (keys of tickets),
section 7.1 (key schedule); RFC 9147 section 5.2 (header of a message in the transcript), section 5.9 (label prefix); RFC
9258 section 5 (imported keys); spec/dtls13/wire/stateless_ticket.ksy (tickets).
"""

import hashlib
import hmac
import json
import struct
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

LENGTHS = {"sha256": 32, "sha384": 48}
SUITES = {"sha256": 0x1301, "sha384": 0x1302}
KDFS = {"sha256": 1, "sha384": 2}
LABELS = {"external": b"ext binder", "imported": b"imp binder", "resumption": b"res binder"}


def digest(name, data):
    return hashlib.new(name, data).digest()


def extract(name, salt, secret):
    return hmac.new(salt, secret, name).digest()


def expand(name, secret, info, length):
    output, block, counter = b"", b"", 1
    while len(output) < length:
        block = hmac.new(secret, block + info + bytes([counter]), name).digest()
        output += block
        counter += 1
    return output[:length]


def expand_label(name, secret, label, context, length):
    full = b"dtls13" + label
    info = struct.pack(">HB", length, len(full)) + full + bytes([len(context)]) + context
    return expand(name, secret, info, length)


def derive(name, secret, label, transcript_hash):
    return expand_label(name, secret, label, transcript_hash, LENGTHS[name])


def early_secret(name, psk):
    return extract(name, bytes(LENGTHS[name]), psk)


def message(kind, body):
    """The form of a message in the transcript: type and length, as in TLS."""
    return bytes([kind]) + len(body).to_bytes(3, "big") + body


def vector(size, data):
    return len(data).to_bytes(size, "big") + data


def extension(kind, data):
    return struct.pack(">H", kind) + vector(2, data)


def client_hello(suites, cookie, psks, before, random):
    """A ClientHello with these keys; `before`: the messages before it, as in the transcript."""
    extensions = extension(43, b"\x02\xfe\xfc") + extension(10, vector(2, b"\x00\x1d"))
    if cookie:
        extensions += extension(44, vector(2, cookie))
    extensions += extension(45, b"\x01\x01")
    identities = b"".join(vector(2, psk["identity"]) + struct.pack(">I", psk["age"]) for psk in psks)
    binder_bytes = sum(1 + LENGTHS[psk["hash"]] for psk in psks)
    body_size = 2 + len(identities) + 2 + binder_bytes
    extensions_size = len(extensions) + 4 + body_size
    head = b"\xfe\xfd" + random + b"\0\0" + vector(2, b"".join(struct.pack(">H", s) for s in suites)) + b"\x01\0"
    head += struct.pack(">H", extensions_size) + extensions
    head += struct.pack(">HH", 41, body_size) + vector(2, identities)
    length = len(head) + 2 + binder_bytes
    binders = []
    for psk in psks:
        binder_key = derive(psk["hash"], early_secret(psk["hash"], psk["key"]), LABELS[psk["kind"]], digest(psk["hash"], b""))
        finished_key = expand_label(psk["hash"], binder_key, b"finished", b"", LENGTHS[psk["hash"]])
        transcript = before + bytes([1]) + length.to_bytes(3, "big") + head
        binders.append(hmac.new(finished_key, digest(psk["hash"], transcript), psk["hash"]).digest())
    return head + vector(2, b"".join(vector(1, binder) for binder in binders))


def hello_retry_request(suite, cookie):
    random = hashlib.sha256(b"HelloRetryRequest").digest()
    extensions = extension(43, b"\xfe\xfc") + extension(44, vector(2, cookie))
    return b"\xfe\xfd" + random + b"\0" + struct.pack(">H", suite) + b"\0" + vector(2, extensions)


def key_of(seed, length):
    return bytes((seed + 3 * i) & 0xFF for i in range(length))


def described(psk):
    return {**psk, "identity": psk["identity"].hex(), "key": psk["key"].hex()}


binders = []
for hash_name in LENGTHS:
    for kind in LABELS:
        psk = {"kind": kind, "hash": hash_name, "identity": f"{kind} {hash_name}".encode(), "age": 0x01020304,
               "key": key_of(len(kind), LENGTHS[hash_name])}
        other_hash = "sha384" if hash_name == "sha256" else "sha256"
        other = {**psk, "kind": "external", "hash": other_hash, "identity": b"other", "age": 0, "key": key_of(99, 20)}
        first = client_hello([0x1301, 0x1302], b"", [psk, other], b"", bytes(32))
        binders.append({"psks": [described(psk), described(other)], "before": "", "clientHello": first.hex()})
        cookie = b"a cookie"
        retry = hello_retry_request(SUITES[hash_name], cookie)
        before = message(254, digest(hash_name, message(1, first))) + message(2, retry)
        second = client_hello([0x1301, 0x1302], cookie, [psk], before, bytes(32))
        binders.append({"psks": [described(psk)], "before": first.hex(), "retry": retry.hex(), "clientHello": second.hex()})

imports = []
for hash_name in LENGTHS:
    for target in LENGTHS:
        for context in (b"", b"client and server"):
            key = key_of(7, 24)
            identity = vector(2, b"sensor 17") + vector(2, context) + struct.pack(">HH", 0xFEFC, KDFS[target])
            secret = extract(hash_name, bytes(LENGTHS[hash_name]), key)
            imports.append({
                "hash": hash_name,
                "targetHash": target,
                "externalIdentity": b"sensor 17".hex(),
                "context": context.hex(),
                "key": key.hex(),
                "identity": identity.hex(),
                "imported": expand_label(hash_name, secret, b"derived psk", digest(hash_name, identity), LENGTHS[target]).hex(),
            })

schedules = []
for hash_name, length in LENGTHS.items():
    for shared_secret in (b"", key_of(40, 32)):
        psk = key_of(30, length)
        empty = digest(hash_name, b"")
        hello_hash, finished_hash = digest(hash_name, b"ClientHello"), digest(hash_name, b"client Finished")
        early = early_secret(hash_name, psk)
        handshake = extract(hash_name, derive(hash_name, early, b"derived", empty), shared_secret or bytes(length))
        main = extract(hash_name, derive(hash_name, handshake, b"derived", empty), bytes(length))
        resumption = derive(hash_name, main, b"res master", finished_hash)
        schedules.append({
            "hash": hash_name,
            "psk": psk.hex(),
            "sharedSecret": shared_secret.hex(),
            "helloHash": hello_hash.hex(),
            "finishedHash": finished_hash.hex(),
            "clientHandshakeTraffic": derive(hash_name, handshake, b"c hs traffic", hello_hash).hex(),
            "clientEarlyTraffic": derive(hash_name, early, b"c e traffic", hello_hash).hex(),
            "earlyExporter": derive(hash_name, early, b"e exp master", hello_hash).hex(),
            "resumption": resumption.hex(),
            "ticketNonce": "00ff",
            "ticketPsk": expand_label(hash_name, resumption, b"resumption", b"\x00\xff", length).hex(),
        })

tickets = []
for chain in ([], [b"a certificate", b"its issuer"]):
    key, salt, psk = key_of(1, 40), key_of(2, 32), key_of(3, 32)
    contents = b"\x02\x13\x01" + (1_700_000_000_000).to_bytes(6, "big") + struct.pack(">III", 7200, 0xCAFEF00D, 16384)
    contents += (1_699_999_000_000).to_bytes(6, "big") + vector(1, psk) + key_of(4, 32) + vector(1, b"coap")
    contents += vector(2, b"sensor 17" if chain == [] else b"")
    contents += vector(2, b"".join(vector(3, each) for each in chain))
    name = expand("sha256", key, b"ticket key name", 8)
    ticket_key = expand("sha256", key, b"ticket protection" + salt, 32)
    tickets.append({
        "key": key.hex(),
        "psk": psk.hex(),
        "chain": [each.hex() for each in chain],
        "ticket": (name + salt + AESGCM(ticket_key).encrypt(bytes(12), contents, name + salt)).hex(),
    })

print(json.dumps({"binders": binders, "imports": imports, "schedules": schedules, "tickets": tickets}, indent=2))
