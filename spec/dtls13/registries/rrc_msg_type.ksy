meta:
  id: rrc_msg_type
  title: Types of return routability check messages
doc: |
  Types of return routability check messages.
doc-ref: RFC 9853 section 4
-wc-source: IANA "TLS RRC Message Types"
-wc-date: 2026-11-22
enums:
  rrc_msg_type:
    0:
      id: path_challenge
      doc-ref: RFC 9853 section 4
    1:
      id: path_response
      doc-ref: RFC 9853 section 4
    2:
      id: path_drop
      doc-ref: RFC 9853 section 4
