meta:
  id: renegotiation_info
  title: RenegotiationInfo
-orig-id: RenegotiationInfo
doc: Binds a TLS 1.2 renegotiation to the previous handshake; TLS 1.3 has no renegotiation.
doc-ref: RFC 5746 section 3.2
seq:
  - id: len_renegotiated_connection
    type: u1
  - id: renegotiated_connection
    size: len_renegotiated_connection
    doc: Empty in a first handshake.
