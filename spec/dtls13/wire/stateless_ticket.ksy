meta:
  id: stateless_ticket
  title: Stateless ticket
  endian: be
-orig-id: StatelessTicket
doc: |
  The ticket of this implementation: a TicketContents that only servers with the same
  ticket key can read. Servers keep no state for it.
doc-ref: RFC 9846 section 4.7.1
seq:
  - id: key_name
    size: 8
    doc: |
      Selects the ticket key: HKDF-Expand with SHA-256 of the key, with the info "ticket
      key name".
  - id: salt
    size: 32
    doc: |
      Unpredictable. Each ticket has an AEAD key of its own: HKDF-Expand with SHA-256 of
      the ticket key, with the info "ticket protection" and this salt.
  - id: encrypted_contents
    size-eos: true
    doc: A TicketContents under AES-256-GCM with a nonce of zeros, and the tag. The first two fields are authenticated.
