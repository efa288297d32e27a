meta:
  id: ec_point_format
  title: Encodings of curve points
doc: |
  Encodings of curve points; TLS 1.3 defines only the first.
doc-ref: RFC 8422 section 5.1.2
-wc-source: IANA "TLS EC Point Formats"
-wc-date: 2026-11-21
enums:
  ec_point_format:
    0:
      id: uncompressed
      doc-ref: RFC 8422 section 5.1.2
    1:
      id: ansix962_compressed_prime
      -orig-id: ansiX962_compressed_prime
      doc-ref: RFC 8422 section 5.1.2
    2:
      id: ansix962_compressed_char2
      -orig-id: ansiX962_compressed_char2
      doc-ref: RFC 8422 section 5.1.2
