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
    0x0202:
      id: dsa_sha1_reserved
      -orig-id: dsa_sha1_RESERVED
      doc-ref: RFC 9846 section 4.3.3
    0x0402:
      id: dsa_sha256_reserved
      -orig-id: dsa_sha256_RESERVED
      doc-ref: RFC 9846 section 4.3.3
    0x0502:
      id: dsa_sha384_reserved
      -orig-id: dsa_sha384_RESERVED
      doc-ref: RFC 9846 section 4.3.3
    0x0602:
      id: dsa_sha512_reserved
      -orig-id: dsa_sha512_RESERVED
      doc-ref: RFC 9846 section 4.3.3
    0x0420:
      id: rsa_pkcs1_sha256_legacy
      doc-ref: RFC 9963
    0x0520:
      id: rsa_pkcs1_sha384_legacy
      doc-ref: RFC 9963
    0x0620:
      id: rsa_pkcs1_sha512_legacy
      doc-ref: RFC 9963
    0x0708:
      id: sm2sig_sm3
      doc-ref: RFC 8998 section 2
    0x081a:
      id: ecdsa_brainpoolp256r1tls13_sha256
      -orig-id: ecdsa_brainpoolP256r1tls13_sha256
      doc-ref: RFC 8734 section 4
    0x081b:
      id: ecdsa_brainpoolp384r1tls13_sha384
      -orig-id: ecdsa_brainpoolP384r1tls13_sha384
      doc-ref: RFC 8734 section 4
    0x081c:
      id: ecdsa_brainpoolp512r1tls13_sha512
      -orig-id: ecdsa_brainpoolP512r1tls13_sha512
      doc-ref: RFC 8734 section 4
    0x0904:
      id: mldsa44
      doc-ref: draft-ietf-tls-mldsa
    0x0905:
      id: mldsa65
      doc-ref: draft-ietf-tls-mldsa
    0x0906:
      id: mldsa87
      doc-ref: draft-ietf-tls-mldsa
