meta:
  id: new_session_ticket
  title: NewSessionTicket
  endian: be
  imports:
    - new_session_ticket_extension
-orig-id: NewSessionTicket
doc: Gives a client a ticket with which it can resume the session.
doc-ref: RFC 9846 section 4.7.1
seq:
  - id: ticket_lifetime
    type: u4
    doc: Seconds; at most 604800, which is seven days.
  - id: ticket_age_add
    type: u4
    doc: Added to the ticket's age to obscure it.
  - id: len_ticket_nonce
    type: u1
  - id: ticket_nonce
    size: len_ticket_nonce
    doc: Input to the derivation of this ticket's PSK.
  - id: len_ticket
    type: u2
    valid:
      min: 1
  - id: ticket
    size: len_ticket
    doc: The PSK's identity. Opaque to the client.
  - id: len_extensions
    type: u2
  - id: extensions
    size: len_extensions
    type: new_session_ticket_extension_list
    -wc-unique-by: extension_type
types:
  new_session_ticket_extension_list:
    doc: The extensions of a NewSessionTicket, each type at most once.
    doc-ref: RFC 9846 section 4.3
    -wc-inline: true
    seq:
      - id: items
        type: new_session_ticket_extension
        repeat: eos
