meta:
  id: alert_level
  title: How grave an alert says it is; TLS 1
doc: |
  How grave an alert says it is; TLS 1.3 decides by the description instead.
doc-ref: RFC 9846 section 6
-wc-source: RFC 9846 section 6
-wc-date: 2026-11-21
enums:
  alert_level:
    1:
      id: warning
      doc-ref: RFC 9846 section 6
    2:
      id: fatal
      doc-ref: RFC 9846 section 6
