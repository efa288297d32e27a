meta:
  id: protocol_version
  title: DTLS version numbers
doc: |
  DTLS version numbers: the ones' complement of the version, as DTLS encodes it.
doc-ref: RFC 9147 section 5.3
-wc-source: RFC 9147 section 5.3, RFC 6347 section 4.1, RFC 4347 section 4.1
-wc-date: 2026-11-21
enums:
  protocol_version:
    0xfeff:
      id: dtls1_0
      doc-ref: RFC 4347 section 4.1
    0xfefd:
      id: dtls1_2
      doc-ref: RFC 6347 section 4.1
    0xfefc:
      id: dtls1_3
      doc-ref: RFC 9147 section 5.3
