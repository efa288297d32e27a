meta:
  id: named_group
  title: Groups for key exchange
doc: |
  Groups for key exchange.
doc-ref: RFC 9846 section 4.3.7
-wc-source: IANA "TLS Supported Groups"
-wc-date: 2026-11-21
enums:
  named_group:
    0x0017:
      id: secp256r1
      doc-ref: RFC 8422 section 5.1.1
    0x0018:
      id: secp384r1
      doc-ref: RFC 8422 section 5.1.1
    0x0019:
      id: secp521r1
      doc-ref: RFC 8422 section 5.1.1
    0x001d:
      id: x25519
      doc-ref: RFC 8422 section 5.1.1
    0x001e:
      id: x448
      doc-ref: RFC 8422 section 5.1.1
    0x0100:
      id: ffdhe2048
      doc-ref: RFC 7919 section 2
    0x0101:
      id: ffdhe3072
      doc-ref: RFC 7919 section 2
    0x11eb:
      id: secp256r1mlkem768
      -orig-id: SecP256r1MLKEM768
      doc-ref: RFC 10024
    0x11ec:
      id: x25519mlkem768
      -orig-id: X25519MLKEM768
      doc-ref: RFC 10024
    0x11ed:
      id: secp384r1mlkem1024
      -orig-id: SecP384r1MLKEM1024
      doc-ref: RFC 10024
