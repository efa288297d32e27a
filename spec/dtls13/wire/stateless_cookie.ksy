meta:
  id: stateless_cookie
  title: Stateless cookie
  endian: be
  bit-endian: be
-orig-id: StatelessCookie
doc: |
  The cookie of this implementation: the state that a server needs for the second
  ClientHello and cannot read from it. It is short, because the HelloRetryRequest
  is sent to an unvalidated address.
doc-ref: RFC 9147 section 5.1, RFC 9846 section 4.3.2
seq:
  - id: group_requested
    type: b1
    doc: Whether the HelloRetryRequest requested a key share. The second ClientHello names the group.
  - id: key_id
    type: b7
    doc: Identifies the server's key of the MAC.
  - id: issued
    type: u4
    doc: |
      Creation time of the cookie: the low 32 bits of a time in milliseconds. They
      repeat after 49 days; the MAC covers the whole time.
  - id: mac
    size: 16
    doc: |
      The first half of HMAC-SHA-256 over a CookieMacInput. 128 bits are enough:
      an attacker can check a guess only by sending it to the server, and RFC 2104
      section 5 allows half of a digest.
  - id: client_hello_hash
    size-eos: true
    doc: Digest of the first ClientHello with the hash of the cipher suite, for the transcript.
