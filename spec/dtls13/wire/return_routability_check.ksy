meta:
  id: return_routability_check
  title: return_routability_check
  endian: be
  imports:
    - ../registries/rrc_msg_type
-orig-id: return_routability_check
doc: A message that checks whether the peer receives at an address.
doc-ref: RFC 9853 section 4
seq:
  - id: msg_type
    type: u1
    enum: rrc_msg_type::rrc_msg_type
  - id: body
    size-eos: true
    doc: |
      The cookie, 8 bytes, in the three types of RFC 9853; anything in another
      type. A view into the record.
