meta:
  id: content_type
  title: Content types of records
doc: |
  Content types of records.
doc-ref: RFC 9147 section 4.1
-wc-source: IANA "TLS ContentType"
-wc-date: 2026-11-21
enums:
  content_type:
    20:
      id: change_cipher_spec
      doc-ref: RFC 9846 section 5
    21:
      id: alert
      doc-ref: RFC 9846 section 6
    22:
      id: handshake
      doc-ref: RFC 9846 section 4
    23:
      id: application_data
      doc-ref: RFC 9846 section 5
    24:
      id: heartbeat
      doc-ref: RFC 6520 section 3
    25:
      id: tls12_cid
      doc-ref: RFC 9146 section 4
    26:
      id: ack
      doc-ref: RFC 9147 section 7
    27:
      id: return_routability_check
      doc-ref: RFC 9853 section 4
