meta:
  id: ticket_contents
  title: Contents of a stateless ticket
  endian: be
  imports:
    - ../registries/cipher_suite
    - stored_certificate
    - uint48
-orig-id: TicketContents
doc: What a server must know to resume a session, as the plaintext of a StatelessTicket.
doc-ref: RFC 9846 section 4.7.1
seq:
  - id: format
    type: u1
    valid: 2
    doc: Version of this format.
  - id: cipher_suite
    type: u2
    enum: cipher_suite::cipher_suite
    doc: The cipher suite of the session. Its hash is that of the key.
  - id: issued
    type: uint48
    doc: Time of the issue, in milliseconds since the Unix epoch.
  - id: lifetime
    type: u4
    doc: Seconds from the time of issue during which the ticket is valid.
  - id: ticket_age_add
    type: u4
    doc: As in the NewSessionTicket.
  - id: max_early_data
    type: u4
    doc: Bytes of early data that the client was promised; 0 if none.
  - id: authenticated
    type: uint48
    doc: |
      Time of the last handshake in which the peers were not authenticated by a ticket,
      in milliseconds since the Unix epoch.
  - id: len_psk
    type: u1
    valid:
      min: 32
  - id: psk
    size: len_psk
    doc: The pre-shared key of the ticket.
  - id: context
    size: 32
    doc: Digest of the server's settings under which the client was authenticated.
  - id: len_alpn_protocol
    type: u1
  - id: alpn_protocol
    size: len_alpn_protocol
    doc: The application protocol of the session; empty if none was negotiated.
  - id: len_psk_identity
    type: u2
    valid:
      max: 2048
  - id: psk_identity
    size: len_psk_identity
    doc: The identity of the external key that authenticated the peers; empty if none did.
  - id: len_chain
    type: u2
  - id: chain
    size: len_chain
    type: stored_chain
types:
  stored_chain:
    doc: The client's certificates, end entity first. Empty if it sent none.
    doc-ref: RFC 9846 section 4.7.1
    -wc-inline: true
    seq:
      - id: items
        type: stored_certificate
        repeat: eos
