meta:
  id: selected_protocol_name
  title: ProtocolNameList of EncryptedExtensions
  endian: be
  imports:
    - protocol_name
-orig-id: ProtocolNameList
doc: "The application protocol that the server selected: a list of exactly one."
doc-ref: RFC 7301 section 3.1
seq:
  - id: len_protocol_name
    -orig-id: protocol_name_list
    type: u2
  - id: protocol_name
    -orig-id: protocol_name_list
    size: len_protocol_name
    type: protocol_name
