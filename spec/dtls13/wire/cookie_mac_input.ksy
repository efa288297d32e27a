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
  The input of the MAC of a StatelessCookie. The second ClientHello must
  give the same input, or the cookie is invalid.
doc-ref: RFC 9147 section 5.1
seq:
  - id: key_id
    type: u1
    doc: Identifies the server's key of the MAC.
  - id: issued
    type: uint48
    doc: Creation time of the cookie, in milliseconds.
  - id: cipher_suite
    type: u2
    enum: cipher_suite::cipher_suite
    doc: The cipher suite of the HelloRetryRequest.
  - id: selected_group
    type: u2
    enum: named_group::named_group
    doc: The group that the HelloRetryRequest requested; 0 if it requested none.
  - id: len_client_hello_hash
    type: u2
    doc: Length of the digest in bytes.
  - id: client_hello_hash
    size: len_client_hello_hash
    doc: Digest of the first ClientHello with the hash of the cipher suite.
  - id: len_address
    type: u2
    doc: Length of the address in bytes.
  - id: address
    size: len_address
    doc: Canonical bytes of the client's address.
  - id: binding
    size-eos: true
    doc: The part that both ClientHellos of a handshake have in common.
