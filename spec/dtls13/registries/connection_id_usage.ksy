meta:
  id: connection_id_usage
  title: When the connection ids of a NewConnectionId are used
doc: |
  When the connection ids of a NewConnectionId are used.
doc-ref: RFC 9147 section 9
-wc-source: RFC 9147 section 9
-wc-date: 2026-11-22
enums:
  connection_id_usage:
    0:
      id: cid_immediate
      doc-ref: RFC 9147 section 9
    1:
      id: cid_spare
      doc-ref: RFC 9147 section 9
