meta:
  id: cookie
  title: Cookie
  endian: be
-orig-id: Cookie
doc: Sent by a server in a HelloRetryRequest; the client returns it unchanged.
doc-ref: RFC 9846 section 4.3.2
seq:
  - id: len_cookie
    type: u2
    valid:
      min: 1
  - id: cookie
    size: len_cookie
    doc: Opaque to the client.
