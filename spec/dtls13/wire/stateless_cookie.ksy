meta:
  id: stateless_cookie
  title: Stateless cookie
  endian: be
  bit-endian: be
-orig-id: StatelessCookie
doc: |
  Cookie of this implementation: what a server needs to go on when the second
  ClientHello arrives, and cannot read from that. Every byte of it counts, as a
  HelloRetryRequest goes to whoever is said to have asked.
doc-ref: RFC 9147 section 5.1, RFC 9846 section 4.3.2
seq:
  - id: asked_for_share
    type: b1
    doc: Whether the HelloRetryRequest asked for a key share. Of which group, the second ClientHello says.
  - id: key_id
    type: b7
    doc: Which of the server's keys made the MAC.
  - id: issued
    type: u4
    doc: |
      When the cookie was made, the low 32 bits of a time in milliseconds. They
      repeat after 49 days; the MAC covers the whole time.
  - id: mac
    size: 16
    doc: |
      The first half of HMAC-SHA-256 over a CookieMacInput. 128 bits are enough:
      whoever guesses can check a guess only by sending it here, and RFC 2104
      section 5 allows half of a digest.
  - id: client_hello_hash
    size-eos: true
    doc: Digest of the first ClientHello with the suite's hash, for the transcript.
