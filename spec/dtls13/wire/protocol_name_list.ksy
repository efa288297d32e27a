meta:
  id: protocol_name_list
  title: ProtocolNameList of a ClientHello
  endian: be
  imports:
    - protocol_name
-orig-id: ProtocolNameList
doc: Application protocols that the client supports, in order of preference.
doc-ref: RFC 7301 section 3.1
seq:
  - id: len_protocol_name_list
    type: u2
    valid:
      min: 2
  - id: protocol_name_list
    size: len_protocol_name_list
    type: protocol_names
types:
  protocol_names:
    doc: The names.
    doc-ref: RFC 7301 section 3.1
    -wc-inline: true
    seq:
      - id: items
        type: protocol_name
        repeat: eos
