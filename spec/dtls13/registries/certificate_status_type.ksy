meta:
  id: certificate_status_type
  title: Types of certificate status
doc: |
  Types of certificate status.
doc-ref: RFC 6066 section 8
-wc-source: IANA "TLS Certificate Status Types"
-wc-date: 2026-11-21
enums:
  certificate_status_type:
    1:
      id: ocsp
      doc-ref: RFC 6066 section 8
    2:
      id: ocsp_multi
      doc-ref: RFC 6961 section 2.2
