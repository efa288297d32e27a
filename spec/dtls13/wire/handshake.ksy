meta:
  id: handshake
  title: Handshake
  endian: be
  bit-endian: be
  imports:
    - ../registries/handshake_type
-orig-id: Handshake
doc: |
  One fragment of a handshake message. An unfragmented message has
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
    doc: Number of the message in its sender's handshake; does not wrap.
  - id: fragment_offset
    type: b24
    doc: Offset of this fragment in the body, in bytes.
  - id: fragment_length
    type: b24
  - id: fragment
    size: fragment_length
    doc: A view into the record.
