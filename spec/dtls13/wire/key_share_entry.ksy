meta:
  id: key_share_entry
  title: KeyShareEntry
  endian: be
  imports:
    - ../registries/named_group
-orig-id: KeyShareEntry
doc: The key exchange value of one endpoint for one group.
doc-ref: RFC 9846 section 4.3.8
seq:
  - id: group
    type: u2
    enum: named_group::named_group
  - id: len_key_exchange
    type: u2
    valid:
      min: 1
  - id: key_exchange
    size: len_key_exchange
    doc: In the encoding of the group. A view into the message.
