meta:
  id: protocol_name
  title: ProtocolName
-orig-id: ProtocolName
doc: Name of an application protocol.
doc-ref: RFC 7301 section 3.1
seq:
  - id: len_name
    type: u1
    valid:
      min: 1
  - id: name
    size: len_name
    doc: Bytes as IANA registered them, compared as such.
