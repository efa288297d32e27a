meta:
  id: stored_session
  title: Session of a client, as exported
  endian: be
  imports:
    - ../registries/cipher_suite
    - stored_certificate
    - uint48
-orig-id: StoredSession
doc: |
  A session that a client can resume: the ticket, its key and what the server
  authenticated itself with. It contains a secret.
doc-ref: RFC 9846 section 4.7.1
seq:
  - id: magic
    contents: [0x77, 0x63, 0x73, 0x32]
    doc: The letters "wcs2", the version of this format.
  - id: cipher_suite
    type: u2
    enum: cipher_suite::cipher_suite
    doc: The cipher suite of the session. Its hash is that of the key.
  - id: received
    type: uint48
    doc: When the ticket was received, in milliseconds since the Unix epoch.
  - id: expires
    type: uint48
    doc: When the session can no longer be resumed, in milliseconds since the Unix epoch.
  - id: authenticated
    type: uint48
    doc: |
      Time of the last handshake in which the peers were not authenticated by a ticket,
      in milliseconds since the Unix epoch.
  - id: ticket_age_add
    type: u4
    doc: As in the NewSessionTicket.
  - id: max_early_data
    type: u4
    doc: Bytes of early data that the server accepts with the ticket; 0 if it accepts none.
  - id: len_psk
    type: u1
    valid:
      min: 32
  - id: psk
    size: len_psk
    doc: The pre-shared key of the ticket.
  - id: context
    size: 32
    doc: Digest of the client's settings under which the server was authenticated.
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
  - id: len_ticket
    type: u2
    valid:
      min: 1
      max: 16384
  - id: ticket
    size: len_ticket
    doc: The identity of the key.
  - id: len_chain
    type: u4
    valid:
      max: 16777215
  - id: chain
    size: len_chain
    type: stored_chain
types:
  stored_chain:
    doc: The server's certificates, end entity first. Empty if it was authenticated by a pre-shared key.
    doc-ref: RFC 9846 section 4.7.1
    -wc-inline: true
    seq:
      - id: items
        type: stored_certificate
        repeat: eos
