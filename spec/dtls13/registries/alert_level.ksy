meta:
  id: alert_level
  title: Severity of an alert; TLS 1
doc: |
  Severity of an alert; TLS 1.3 ignores it and uses the description.
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
