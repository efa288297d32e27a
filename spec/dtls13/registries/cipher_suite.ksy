meta:
  id: cipher_suite
  title: AEAD and hash that protect a connection
doc: |
  AEAD and hash that protect a connection. Attributes: the AEAD and hash by
  name, and the AEAD lengths in bytes.
doc-ref: RFC 9846 section B.4
-wc-source: IANA "TLS Cipher Suites"
-wc-date: 2026-11-21
enums:
  cipher_suite:
    0x1301:
      id: tls_aes_128_gcm_sha256
      -orig-id: TLS_AES_128_GCM_SHA256
      doc-ref: RFC 9846 section B.4
      -wc-attributes:
        aead: aes-128-gcm
        hash: sha256
        key_length: 16
        iv_length: 12
        tag_length: 16
    0x1302:
      id: tls_aes_256_gcm_sha384
      -orig-id: TLS_AES_256_GCM_SHA384
      doc-ref: RFC 9846 section B.4
      -wc-attributes:
        aead: aes-256-gcm
        hash: sha384
        key_length: 32
        iv_length: 12
        tag_length: 16
    0x1303:
      id: tls_chacha20_poly1305_sha256
      -orig-id: TLS_CHACHA20_POLY1305_SHA256
      doc-ref: RFC 9846 section B.4
      -wc-attributes:
        aead: chacha20-poly1305
        hash: sha256
        key_length: 32
        iv_length: 12
        tag_length: 16
    0x1304:
      id: tls_aes_128_ccm_sha256
      -orig-id: TLS_AES_128_CCM_SHA256
      doc-ref: RFC 9846 section B.4
    0x1305:
      id: tls_aes_128_ccm_8_sha256
      -orig-id: TLS_AES_128_CCM_8_SHA256
      doc-ref: RFC 9846 section B.4
