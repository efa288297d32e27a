meta:
  id: transcript_header
  title: Handshake header in the transcript
  endian: be
  bit-endian: be
  imports:
    - ../registries/handshake_type
doc: |
  The four bytes before a message in the transcript hash: the TLS
  header, without the DTLS fields.
doc-ref: RFC 9147 section 5.2
seq:
  - id: msg_type
    type: u1
    enum: handshake_type::handshake_type
  - id: length
    type: b24
    doc: Length of the message body in bytes.
