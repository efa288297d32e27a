meta:
  id: cookie_mac_input
  title: Input to the MAC of a stateless cookie
  endian: be
  imports:
    - ../registries/cipher_suite
    - ../registries/named_group
    - uint48
-orig-id: CookieMacInput
doc: |
  What the MAC of a StatelessCookie is made of. The second ClientHello has to
  lead to the same, or the cookie is not for it.
doc-ref: RFC 9147 section 5.1
seq:
  - id: key_id
    type: u1
    doc: Which of the server's keys makes the MAC.
  - id: issued
    type: uint48
    doc: When the cookie was made, in milliseconds.
  - id: cipher_suite
    type: u2
    enum: cipher_suite::cipher_suite
    doc: The suite the HelloRetryRequest named.
  - id: selected_group
    type: u2
    enum: named_group::named_group
    doc: The group the HelloRetryRequest asked for; 0 if it asked for none.
  - id: len_client_hello_hash
    type: u2
    doc: Length of the digest in bytes.
  - id: client_hello_hash
    size: len_client_hello_hash
    doc: Digest of the first ClientHello with the suite's hash.
  - id: len_address
    type: u2
    doc: Length of the address in bytes.
  - id: address
    size: len_address
    doc: Canonical bytes of the client's address.
  - id: binding
    size-eos: true
    doc: What both ClientHellos of a handshake have in common.
