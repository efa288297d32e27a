meta:
  id: srtp_protection_profile
  title: SRTP protection profiles
doc: |
  SRTP protection profiles: cipher and authentication, negotiated in the handshake.
doc-ref: RFC 5764 section 4.1.2
-wc-source: IANA "DTLS-SRTP Protection Profiles"
-wc-date: 2026-11-21
enums:
  srtp_protection_profile:
    0x0001:
      id: srtp_aes128_cm_hmac_sha1_80
      -orig-id: SRTP_AES128_CM_HMAC_SHA1_80
      doc-ref: RFC 5764 section 4.1.2
    0x0002:
      id: srtp_aes128_cm_hmac_sha1_32
      -orig-id: SRTP_AES128_CM_HMAC_SHA1_32
      doc-ref: RFC 5764 section 4.1.2
    0x0005:
      id: srtp_null_hmac_sha1_80
      -orig-id: SRTP_NULL_HMAC_SHA1_80
      doc-ref: RFC 5764 section 4.1.2
    0x0006:
      id: srtp_null_hmac_sha1_32
      -orig-id: SRTP_NULL_HMAC_SHA1_32
      doc-ref: RFC 5764 section 4.1.2
    0x0007:
      id: srtp_aead_aes_128_gcm
      -orig-id: SRTP_AEAD_AES_128_GCM
      doc-ref: RFC 7714 section 14.2
    0x0008:
      id: srtp_aead_aes_256_gcm
      -orig-id: SRTP_AEAD_AES_256_GCM
      doc-ref: RFC 7714 section 14.2
    0x0009:
      id: double_aead_aes_128_gcm_aead_aes_128_gcm
      -orig-id: DOUBLE_AEAD_AES_128_GCM_AEAD_AES_128_GCM
      doc-ref: RFC 8723
    0x000a:
      id: double_aead_aes_256_gcm_aead_aes_256_gcm
      -orig-id: DOUBLE_AEAD_AES_256_GCM_AEAD_AES_256_GCM
      doc-ref: RFC 8723
    0x000b:
      id: srtp_aria_128_ctr_hmac_sha1_80
      -orig-id: SRTP_ARIA_128_CTR_HMAC_SHA1_80
      doc-ref: RFC 8269
    0x000c:
      id: srtp_aria_128_ctr_hmac_sha1_32
      -orig-id: SRTP_ARIA_128_CTR_HMAC_SHA1_32
      doc-ref: RFC 8269
    0x000d:
      id: srtp_aria_256_ctr_hmac_sha1_80
      -orig-id: SRTP_ARIA_256_CTR_HMAC_SHA1_80
      doc-ref: RFC 8269
    0x000e:
      id: srtp_aria_256_ctr_hmac_sha1_32
      -orig-id: SRTP_ARIA_256_CTR_HMAC_SHA1_32
      doc-ref: RFC 8269
    0x000f:
      id: srtp_aead_aria_128_gcm
      -orig-id: SRTP_AEAD_ARIA_128_GCM
      doc-ref: RFC 8269
    0x0010:
      id: srtp_aead_aria_256_gcm
      -orig-id: SRTP_AEAD_ARIA_256_GCM
      doc-ref: RFC 8269
