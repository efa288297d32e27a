meta:
  id: unified_header
  title: Unified header
  endian: be
  bit-endian: be
-orig-id: unified_hdr
doc: |
  Header of a protected record, of variable length. The sequence number is
  still encrypted when it is decoded and not yet encrypted when it is encoded.
doc-ref: RFC 9147 section 4
-wc-reuse: true
params:
  - id: len_connection_id
    type: u1
    doc: Length of the receiver's connection id, negotiated in the handshake.
seq:
  - id: fixed_bits
    type: b3
    valid: 1
  - id: has_connection_id
    -orig-id: C
    type: b1
  - id: has_sequence_number_16
    -orig-id: S
    type: b1
  - id: has_length
    -orig-id: L
    type: b1
  - id: epoch_bits
    -orig-id: E
    type: b2
    doc: The two low bits of the epoch.
  - id: connection_id
    size: len_connection_id
    if: has_connection_id
  - id: sequence_number_8
    type: u1
    if: not has_sequence_number_16
    doc: The low 8 bits of the record sequence number.
  - id: sequence_number_16
    type: u2
    if: has_sequence_number_16
    doc: The low 16 bits of the record sequence number.
  - id: length
    type: u2
    if: has_length
    doc: Length of the encrypted record; without it the record fills the datagram.
