meta:
  id: renegotiation_info
  title: RenegotiationInfo
-orig-id: RenegotiationInfo
doc: Binds a renegotiation of TLS 1.2 to what came before; TLS 1.3 has none.
doc-ref: RFC 5746 section 3.2
seq:
  - id: len_renegotiated_connection
    type: u1
  - id: renegotiated_connection
    size: len_renegotiated_connection
    doc: Empty in a first handshake.
