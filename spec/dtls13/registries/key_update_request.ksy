meta:
  id: key_update_request
  title: Whether a KeyUpdate requests a response
doc: |
  Whether a KeyUpdate requests a response.
doc-ref: RFC 9846 section 4.7.3
-wc-source: RFC 9846 section 4.7.3
-wc-date: 2026-11-21
enums:
  key_update_request:
    0:
      id: update_not_requested
      doc-ref: RFC 9846 section 4.7.3
    1:
      id: update_requested
      doc-ref: RFC 9846 section 4.7.3
