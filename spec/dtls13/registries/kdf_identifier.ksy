meta:
  id: kdf_identifier
  title: KDF identifiers
doc: |
  Key derivation functions for which a pre-shared key is imported. Attribute: the
  hash by name.
doc-ref: RFC 9258 section 10
-wc-source: IANA "TLS KDF Identifiers"
-wc-date: 2026-11-21
enums:
  kdf_identifier:
    1:
      id: hkdf_sha256
      -orig-id: HKDF_SHA256
      doc-ref: RFC 9258 section 10
      -wc-attributes:
        hash: sha256
    2:
      id: hkdf_sha384
      -orig-id: HKDF_SHA384
      doc-ref: RFC 9258 section 10
      -wc-attributes:
        hash: sha384
