meta:
  id: dtls_ciphertext
  title: DTLSCiphertext
  endian: be
  imports:
    - unified_header
-orig-id: DTLSCiphertext
doc: A protected record in a datagram, for tools that display it.
doc-ref: RFC 9147 section 4
params:
  - id: len_connection_id
    type: u1
    doc: Length of the receiver's connection id, negotiated in the handshake.
seq:
  - id: unified_hdr
    type: unified_header(len_connection_id)
  - id: encrypted_record
    size: 'unified_hdr.has_length ? unified_hdr.length : _io.size - _io.pos'
    doc: Encrypted DTLSInnerPlaintext with its tag. A view into the datagram.
