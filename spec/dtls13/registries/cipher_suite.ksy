meta:
  id: cipher_suite
  title: Cipher suites
doc: |
  Cipher suites: AEAD algorithm and hash. Attributes: the AEAD and hash by
  name, the AEAD lengths in bytes, and the column "Recommended" of the registry.
doc-ref: RFC 9846 appendix B.4
-wc-source: IANA "TLS Cipher Suites"
-wc-date: 2026-11-21
enums:
  cipher_suite:
    0x002f:
      id: tls_rsa_with_aes_128_cbc_sha
      -orig-id: TLS_RSA_WITH_AES_128_CBC_SHA
      doc-ref: RFC 5246 appendix A.5
    0x0035:
      id: tls_rsa_with_aes_256_cbc_sha
      -orig-id: TLS_RSA_WITH_AES_256_CBC_SHA
      doc-ref: RFC 5246 appendix A.5
    0x009c:
      id: tls_rsa_with_aes_128_gcm_sha256
      -orig-id: TLS_RSA_WITH_AES_128_GCM_SHA256
      doc-ref: RFC 5288 section 3
    0x009d:
      id: tls_rsa_with_aes_256_gcm_sha384
      -orig-id: TLS_RSA_WITH_AES_256_GCM_SHA384
      doc-ref: RFC 5288 section 3
    0x009e:
      id: tls_dhe_rsa_with_aes_128_gcm_sha256
      -orig-id: TLS_DHE_RSA_WITH_AES_128_GCM_SHA256
      doc-ref: RFC 5288 section 3
    0x009f:
      id: tls_dhe_rsa_with_aes_256_gcm_sha384
      -orig-id: TLS_DHE_RSA_WITH_AES_256_GCM_SHA384
      doc-ref: RFC 5288 section 3
    0x00c6:
      id: tls_sm4_gcm_sm3
      -orig-id: TLS_SM4_GCM_SM3
      doc-ref: RFC 8998 section 2
    0x00c7:
      id: tls_sm4_ccm_sm3
      -orig-id: TLS_SM4_CCM_SM3
      doc-ref: RFC 8998 section 2
    0x00ff:
      id: tls_empty_renegotiation_info_scsv
      -orig-id: TLS_EMPTY_RENEGOTIATION_INFO_SCSV
      doc-ref: RFC 5746 section 3.3
    0x1301:
      id: tls_aes_128_gcm_sha256
      -orig-id: TLS_AES_128_GCM_SHA256
      doc-ref: RFC 9846 appendix B.4
      -wc-attributes:
        aead: aes-128-gcm
        hash: sha256
        key_length: 16
        iv_length: 12
        tag_length: 16
        recommended: true
    0x1302:
      id: tls_aes_256_gcm_sha384
      -orig-id: TLS_AES_256_GCM_SHA384
      doc-ref: RFC 9846 appendix B.4
      -wc-attributes:
        aead: aes-256-gcm
        hash: sha384
        key_length: 32
        iv_length: 12
        tag_length: 16
        recommended: true
    0x1303:
      id: tls_chacha20_poly1305_sha256
      -orig-id: TLS_CHACHA20_POLY1305_SHA256
      doc-ref: RFC 9846 appendix B.4
      -wc-attributes:
        aead: chacha20-poly1305
        hash: sha256
        key_length: 32
        iv_length: 12
        tag_length: 16
        recommended: true
    0x1304:
      id: tls_aes_128_ccm_sha256
      -orig-id: TLS_AES_128_CCM_SHA256
      doc-ref: RFC 9846 appendix B.4
      -wc-attributes:
        aead: aes-128-ccm
        hash: sha256
        key_length: 16
        iv_length: 12
        tag_length: 16
        recommended: true
    0x1305:
      id: tls_aes_128_ccm_8_sha256
      -orig-id: TLS_AES_128_CCM_8_SHA256
      doc-ref: RFC 9846 appendix B.4
      -wc-attributes:
        aead: aes-128-ccm-8
        hash: sha256
        key_length: 16
        iv_length: 12
        tag_length: 8
        recommended: false
    0x5600:
      id: tls_fallback_scsv
      -orig-id: TLS_FALLBACK_SCSV
      doc-ref: RFC 7507 section 2
    0xc009:
      id: tls_ecdhe_ecdsa_with_aes_128_cbc_sha
      -orig-id: TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA
      doc-ref: RFC 8422 section 6
    0xc00a:
      id: tls_ecdhe_ecdsa_with_aes_256_cbc_sha
      -orig-id: TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA
      doc-ref: RFC 8422 section 6
    0xc013:
      id: tls_ecdhe_rsa_with_aes_128_cbc_sha
      -orig-id: TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA
      doc-ref: RFC 8422 section 6
    0xc014:
      id: tls_ecdhe_rsa_with_aes_256_cbc_sha
      -orig-id: TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA
      doc-ref: RFC 8422 section 6
    0xc02b:
      id: tls_ecdhe_ecdsa_with_aes_128_gcm_sha256
      -orig-id: TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256
      doc-ref: RFC 5289 section 3.2
    0xc02c:
      id: tls_ecdhe_ecdsa_with_aes_256_gcm_sha384
      -orig-id: TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384
      doc-ref: RFC 5289 section 3.2
    0xc02f:
      id: tls_ecdhe_rsa_with_aes_128_gcm_sha256
      -orig-id: TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
      doc-ref: RFC 5289 section 3.2
    0xc030:
      id: tls_ecdhe_rsa_with_aes_256_gcm_sha384
      -orig-id: TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384
      doc-ref: RFC 5289 section 3.2
    0xc0ac:
      id: tls_ecdhe_ecdsa_with_aes_128_ccm
      -orig-id: TLS_ECDHE_ECDSA_WITH_AES_128_CCM
      doc-ref: RFC 7251 section 2
    0xc0ad:
      id: tls_ecdhe_ecdsa_with_aes_256_ccm
      -orig-id: TLS_ECDHE_ECDSA_WITH_AES_256_CCM
      doc-ref: RFC 7251 section 2
    0xc0ae:
      id: tls_ecdhe_ecdsa_with_aes_128_ccm_8
      -orig-id: TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8
      doc-ref: RFC 7251 section 2
    0xc0af:
      id: tls_ecdhe_ecdsa_with_aes_256_ccm_8
      -orig-id: TLS_ECDHE_ECDSA_WITH_AES_256_CCM_8
      doc-ref: RFC 7251 section 2
    0xc0b4:
      id: tls_sha256_sha256
      -orig-id: TLS_SHA256_SHA256
      doc-ref: RFC 9150
    0xc0b5:
      id: tls_sha384_sha384
      -orig-id: TLS_SHA384_SHA384
      doc-ref: RFC 9150
    0xcca8:
      id: tls_ecdhe_rsa_with_chacha20_poly1305_sha256
      -orig-id: TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256
      doc-ref: RFC 7905 section 2
    0xcca9:
      id: tls_ecdhe_ecdsa_with_chacha20_poly1305_sha256
      -orig-id: TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256
      doc-ref: RFC 7905 section 2
    0xccaa:
      id: tls_dhe_rsa_with_chacha20_poly1305_sha256
      -orig-id: TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256
      doc-ref: RFC 7905 section 2
