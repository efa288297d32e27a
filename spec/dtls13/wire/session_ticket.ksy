meta:
  id: session_ticket
  title: SessionTicket
-orig-id: SessionTicket
doc: A TLS 1.2 session ticket, or a request for one.
doc-ref: RFC 5077 section 3.2
seq:
  - id: ticket
    size-eos: true
    doc: Empty if the client has none.
