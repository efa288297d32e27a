meta:
  id: name_type
  title: Types of names in server_name
doc: |
  Types of names in server_name.
doc-ref: RFC 6066 section 3
-wc-source: RFC 6066 section 3
-wc-date: 2026-11-21
enums:
  name_type:
    0:
      id: host_name
      doc-ref: RFC 6066 section 3
