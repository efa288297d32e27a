meta:
  id: certificate_compression_algorithm
  title: Certificate compression algorithms
doc: |
  Certificate compression algorithms.
doc-ref: RFC 8879 section 7.3
-wc-source: IANA "TLS Certificate Compression Algorithm IDs"
-wc-date: 2026-11-21
enums:
  certificate_compression_algorithm:
    1:
      id: zlib
      doc-ref: RFC 8879 section 3
    2:
      id: brotli
      doc-ref: RFC 8879 section 3
    3:
      id: zstd
      doc-ref: RFC 8879 section 3
