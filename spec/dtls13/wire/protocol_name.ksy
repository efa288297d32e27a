meta:
  id: protocol_name
  title: ProtocolName
-orig-id: ProtocolName
doc: The name of an application protocol.
doc-ref: RFC 7301 section 3.1
seq:
  - id: len_name
    type: u1
    valid:
      min: 1
  - id: name
    size: len_name
    doc: The bytes that IANA registered, compared byte by byte.
