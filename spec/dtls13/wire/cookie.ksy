meta:
  id: cookie
  title: Cookie
  endian: be
-orig-id: Cookie
doc: What a server hands out in a HelloRetryRequest and a client brings back unchanged.
doc-ref: RFC 9846 section 4.3.2
seq:
  - id: len_cookie
    type: u2
    valid:
      min: 1
  - id: cookie
    size: len_cookie
    doc: Means something to the server alone.
