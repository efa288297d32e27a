"""Writes records.json: DTLS 1.3 records in all forms of the header, made with the Python package `cryptography` and
without any code of this project. Usage: python3 tests/vectors/records/make.py > tests/vectors/records/records.json

Sources: RFC 9147 section 4 (header, additional data), section 4.2.3 (record number encryption), RFC 9846 section 5.3
(nonce), section 7.3 (traffic keys, label prefix of RFC 9147 section 5.9), section 7.2 (update of traffic secrets).
"""

import json
import struct
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESCCM, AESGCM, ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

SUITES = {
    "TLS_AES_128_GCM_SHA256": (hashes.SHA256, 32, 16, AESGCM),
    "TLS_AES_256_GCM_SHA384": (hashes.SHA384, 48, 32, AESGCM),
    "TLS_CHACHA20_POLY1305_SHA256": (hashes.SHA256, 32, 32, ChaCha20Poly1305),
    "TLS_AES_128_CCM_SHA256": (hashes.SHA256, 32, 16, AESCCM),
    "TLS_AES_128_CCM_8_SHA256": (hashes.SHA256, 32, 16, lambda key: AESCCM(key, tag_length=8)),
}


def expand_label(suite, secret, label, length):
    name = b"dtls13" + label
    info = struct.pack(">HB", length, len(name)) + name + b"\0"
    return HKDFExpand(SUITES[suite][0](), length, info).derive(secret)


def mask(suite, key, sample):
    if suite == "TLS_CHACHA20_POLY1305_SHA256":
        # The first four bytes are the little-endian block counter, the next twelve the nonce.
        return Cipher(algorithms.ChaCha20(key, sample), None).encryptor().update(bytes(2))
    return Cipher(algorithms.AES(key), modes.ECB()).encryptor().update(sample)[:2]


def record(suite, secret, epoch, sequence, connection_id, wide, has_length, content_type, content, padding):
    _, _, key_length, aead = SUITES[suite]
    key = expand_label(suite, secret, b"key", key_length)
    iv = expand_label(suite, secret, b"iv", 12)
    number_key = expand_label(suite, secret, b"sn", key_length)
    inner = content + bytes([content_type]) + bytes(padding)
    tag_length = 8 if suite == "TLS_AES_128_CCM_8_SHA256" else 16
    first = 0x20 | (0x10 if connection_id else 0) | (8 if wide else 0) | (4 if has_length else 0) | (epoch & 3)
    number = struct.pack(">H", sequence & 0xFFFF) if wide else struct.pack(">B", sequence & 0xFF)
    length = struct.pack(">H", len(inner) + tag_length) if has_length else b""
    header = bytes([first]) + connection_id + number + length
    nonce = bytes(a ^ b for a, b in zip(iv, sequence.to_bytes(12, "big")))
    encrypted = aead(key).encrypt(nonce, inner, header)
    hidden = bytes(a ^ b for a, b in zip(number, mask(suite, number_key, encrypted[:16])))
    return bytes([first]) + connection_id + hidden + length + encrypted


vectors = []
for index, (suite, (_, secret_length, _, _)) in enumerate(SUITES.items()):
    secret = bytes((7 * index + i) & 0xFF for i in range(secret_length))
    for epoch, sequence in ((2, 0), (3, 5), (4, 0xFFFF), (7, 2**32 + 258), (3, 2**48 - 1)):
        generation = max(0, epoch - 3)
        traffic_secret = secret
        for _ in range(generation):
            traffic_secret = expand_label(suite, traffic_secret, b"traffic upd", secret_length)
        longest = [bytes(range(255))] if sequence == 5 else []
        for connection_id in [b"", b"\xc1", bytes(range(0xA0, 0xA8))] + longest:
            for wide in (False, True):
                for has_length in (False, True):
                    content = f"{suite} {epoch} {sequence}".encode()
                    padding = 9 if wide else 0
                    vectors.append({
                        "suite": suite,
                        "secret": secret.hex(),
                        "updates": generation,
                        "epoch": epoch,
                        "sequence": sequence,
                        "connectionId": connection_id.hex(),
                        "wide": wide,
                        "hasLength": has_length,
                        "contentType": 23,
                        "content": content.hex(),
                        "padding": padding,
                        "record": record(suite, traffic_secret, epoch, sequence, connection_id, wide, has_length,
                                         23, content, padding).hex(),
                    })
print("[\n" + ",\n".join(json.dumps(v) for v in vectors) + "\n]")
