meta:
  id: key_update
  title: KeyUpdate
  endian: be
  imports:
    - ../registries/key_update_request
-orig-id: KeyUpdate
doc: Announces that the sender updates its sending keys.
doc-ref: RFC 9846 section 4.7.3
seq:
  - id: request_update
    type: u1
    enum: key_update_request::key_update_request
    valid:
      in-enum: true
    doc: Whether the receiver must respond with a KeyUpdate.
