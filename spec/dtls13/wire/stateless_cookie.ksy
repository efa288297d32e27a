meta:
  id: stateless_cookie
  title: Stateless cookie
  endian: be
  imports:
    - ../registries/cipher_suite
    - ../registries/named_group
    - uint48
-orig-id: StatelessCookie
doc: |
  Cookie of this implementation: all a server must know to go on when the
  second ClientHello arrives, so that it keeps nothing before that.
doc-ref: RFC 9147 section 5.1, RFC 9846 section 4.3.2
seq:
  - id: key_id
    type: u1
    doc: Which of the server's keys made the MAC.
  - id: issued
    type: uint48
    doc: When the cookie was made, milliseconds since the Unix epoch.
  - id: cipher_suite
    type: u2
    enum: cipher_suite::cipher_suite
    doc: The suite the HelloRetryRequest named.
  - id: selected_group
    type: u2
    enum: named_group::named_group
    doc: The group the HelloRetryRequest asked for; 0 if it asked for none.
  - id: len_client_hello_hash
    type: u1
    valid:
      min: 32
      max: 64
  - id: client_hello_hash
    size: len_client_hello_hash
    doc: Digest of the first ClientHello with the suite's hash, for the transcript.
  - id: mac
    size: 32
    doc: HMAC-SHA-256 over everything before it and the client's address.
