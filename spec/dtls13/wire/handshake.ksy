meta:
  id: handshake
  title: Handshake
  endian: be
  bit-endian: be
  imports:
    - ../registries/handshake_type
-orig-id: Handshake
doc: |
  One fragment of a handshake message. A message that was not cut has
  fragment_offset 0 and fragment_length equal to length.
doc-ref: RFC 9147 section 5.2
seq:
  - id: msg_type
    type: u1
    enum: handshake_type::handshake_type
  - id: length
    type: b24
    doc: Length of the whole message body in bytes.
  - id: message_seq
    type: u2
    doc: Number of the message within its sender's handshake; does not wrap.
  - id: fragment_offset
    type: b24
    doc: Where in the body this fragment starts.
  - id: fragment_length
    type: b24
  - id: fragment
    size: fragment_length
    doc: A view into the record.
