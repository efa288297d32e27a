meta:
  id: session_ticket
  title: SessionTicket
-orig-id: SessionTicket
doc: A ticket of TLS 1.2, or the wish to get one.
doc-ref: RFC 5077 section 3.2
seq:
  - id: ticket
    size-eos: true
    doc: Empty if the client has none.
