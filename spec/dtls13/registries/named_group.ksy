meta:
  id: named_group
  title: Key exchange groups
doc: |
  Key exchange groups. Attributes, for the groups that a provider can have: the
  lengths of key_exchange in a client's and in a server's KeyShareEntry in bytes,
  and whether the group withstands a quantum computer.
doc-ref: RFC 9846 section 4.3.7
-wc-source: IANA "TLS Supported Groups"
-wc-date: 2026-11-21
enums:
  named_group:
    0x0016:
      id: secp256k1
      doc-ref: RFC 8422 section 5.1.1
    0x0017:
      id: secp256r1
      doc-ref: RFC 8422 section 5.1.1
      -wc-attributes:
        client_share_length: 65
        server_share_length: 65
        post_quantum: false
    0x0018:
      id: secp384r1
      doc-ref: RFC 8422 section 5.1.1
      -wc-attributes:
        client_share_length: 97
        server_share_length: 97
        post_quantum: false
    0x0019:
      id: secp521r1
      doc-ref: RFC 8422 section 5.1.1
      -wc-attributes:
        client_share_length: 133
        server_share_length: 133
        post_quantum: false
    0x001a:
      id: brainpoolp256r1
      -orig-id: brainpoolP256r1
      doc-ref: RFC 7027 section 2
    0x001b:
      id: brainpoolp384r1
      -orig-id: brainpoolP384r1
      doc-ref: RFC 7027 section 2
    0x001c:
      id: brainpoolp512r1
      -orig-id: brainpoolP512r1
      doc-ref: RFC 7027 section 2
    0x001d:
      id: x25519
      doc-ref: RFC 8422 section 5.1.1
      -wc-attributes:
        client_share_length: 32
        server_share_length: 32
        post_quantum: false
    0x001e:
      id: x448
      doc-ref: RFC 8422 section 5.1.1
      -wc-attributes:
        client_share_length: 56
        server_share_length: 56
        post_quantum: false
    0x001f:
      id: brainpoolp256r1tls13
      -orig-id: brainpoolP256r1tls13
      doc-ref: RFC 8734 section 3
    0x0020:
      id: brainpoolp384r1tls13
      -orig-id: brainpoolP384r1tls13
      doc-ref: RFC 8734 section 3
    0x0021:
      id: brainpoolp512r1tls13
      -orig-id: brainpoolP512r1tls13
      doc-ref: RFC 8734 section 3
    0x0022:
      id: gc256a
      -orig-id: GC256A
      doc-ref: RFC 9189
    0x0023:
      id: gc256b
      -orig-id: GC256B
      doc-ref: RFC 9189
    0x0024:
      id: gc256c
      -orig-id: GC256C
      doc-ref: RFC 9189
    0x0025:
      id: gc256d
      -orig-id: GC256D
      doc-ref: RFC 9189
    0x0026:
      id: gc512a
      -orig-id: GC512A
      doc-ref: RFC 9189
    0x0027:
      id: gc512b
      -orig-id: GC512B
      doc-ref: RFC 9189
    0x0028:
      id: gc512c
      -orig-id: GC512C
      doc-ref: RFC 9189
    0x0029:
      id: curvesm2
      -orig-id: curveSM2
      doc-ref: RFC 8998 section 2
    0x0100:
      id: ffdhe2048
      doc-ref: RFC 7919 section 2
    0x0101:
      id: ffdhe3072
      doc-ref: RFC 7919 section 2
    0x0102:
      id: ffdhe4096
      doc-ref: RFC 7919 section 2
    0x0103:
      id: ffdhe6144
      doc-ref: RFC 7919 section 2
    0x0104:
      id: ffdhe8192
      doc-ref: RFC 7919 section 2
    0x0200:
      id: mlkem512
      -orig-id: MLKEM512
      doc-ref: draft-ietf-tls-mlkem
    0x0201:
      id: mlkem768
      -orig-id: MLKEM768
      doc-ref: draft-ietf-tls-mlkem
    0x0202:
      id: mlkem1024
      -orig-id: MLKEM1024
      doc-ref: draft-ietf-tls-mlkem
    0x11eb:
      id: secp256r1mlkem768
      -orig-id: SecP256r1MLKEM768
      doc-ref: RFC 10024
      -wc-attributes:
        client_share_length: 1249
        server_share_length: 1153
        post_quantum: true
    0x11ec:
      id: x25519mlkem768
      -orig-id: X25519MLKEM768
      doc-ref: RFC 10024
      -wc-attributes:
        client_share_length: 1216
        server_share_length: 1120
        post_quantum: true
    0x11ed:
      id: secp384r1mlkem1024
      -orig-id: SecP384r1MLKEM1024
      doc-ref: RFC 10024
      -wc-attributes:
        client_share_length: 1665
        server_share_length: 1665
        post_quantum: true
