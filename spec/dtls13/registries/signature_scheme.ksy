meta:
  id: signature_scheme
  title: Signature algorithms with their hash and, for ECDSA, their curve
doc: |
  Signature algorithms with their hash and, for ECDSA, their curve.
doc-ref: RFC 9846 section 4.3.3
-wc-source: IANA "TLS SignatureScheme"
-wc-date: 2026-11-21
enums:
  signature_scheme:
    0x0401:
      id: rsa_pkcs1_sha256
      doc-ref: RFC 9846 section 4.3.3
    0x0501:
      id: rsa_pkcs1_sha384
      doc-ref: RFC 9846 section 4.3.3
    0x0601:
      id: rsa_pkcs1_sha512
      doc-ref: RFC 9846 section 4.3.3
    0x0403:
      id: ecdsa_secp256r1_sha256
      doc-ref: RFC 9846 section 4.3.3
    0x0503:
      id: ecdsa_secp384r1_sha384
      doc-ref: RFC 9846 section 4.3.3
    0x0603:
      id: ecdsa_secp521r1_sha512
      doc-ref: RFC 9846 section 4.3.3
    0x0804:
      id: rsa_pss_rsae_sha256
      doc-ref: RFC 9846 section 4.3.3
    0x0805:
      id: rsa_pss_rsae_sha384
      doc-ref: RFC 9846 section 4.3.3
    0x0806:
      id: rsa_pss_rsae_sha512
      doc-ref: RFC 9846 section 4.3.3
    0x0807:
      id: ed25519
      doc-ref: RFC 9846 section 4.3.3
    0x0808:
      id: ed448
      doc-ref: RFC 9846 section 4.3.3
    0x0809:
      id: rsa_pss_pss_sha256
      doc-ref: RFC 9846 section 4.3.3
    0x080a:
      id: rsa_pss_pss_sha384
      doc-ref: RFC 9846 section 4.3.3
    0x080b:
      id: rsa_pss_pss_sha512
      doc-ref: RFC 9846 section 4.3.3
    0x0201:
      id: rsa_pkcs1_sha1
      doc-ref: RFC 9846 section 4.3.3
    0x0203:
      id: ecdsa_sha1
      doc-ref: RFC 9846 section 4.3.3
