meta:
  id: offered_psks
  title: PreSharedKeyExtension of a ClientHello
  endian: be
-orig-id: OfferedPsks
doc: |
  The pre-shared keys that the client offers. One binder for each identity, in the
  same order; the binders are the last bytes of the ClientHello, and they are not
  part of what they authenticate.
doc-ref: RFC 9846 section 4.3.11
seq:
  - id: len_identities
    type: u2
    valid:
      min: 7
  - id: identities
    size: len_identities
    type: psk_identity_list
  - id: len_binders
    type: u2
    valid:
      min: 33
  - id: binders
    size: len_binders
    type: psk_binder_list
types:
  psk_identity_list:
    doc: The keys, in the client's order of preference.
    doc-ref: RFC 9846 section 4.3.11
    -wc-inline: true
    seq:
      - id: items
        type: psk_identity
        repeat: eos
  psk_identity:
    -orig-id: PskIdentity
    doc: The name of one key.
    doc-ref: RFC 9846 section 4.3.11
    seq:
      - id: len_identity
        type: u2
        valid:
          min: 1
      - id: identity
        size: len_identity
        doc: A ticket, an external identity or an ImportedIdentity.
      - id: obfuscated_ticket_age
        type: u4
        doc: |
          Milliseconds since the ticket was received plus its ticket_age_add, modulo
          2^32; 0 for an external key.
  psk_binder_list:
    doc: One binder for each identity.
    doc-ref: RFC 9846 section 4.3.11.2
    -wc-inline: true
    seq:
      - id: items
        type: psk_binder_entry
        repeat: eos
  psk_binder_entry:
    -orig-id: PskBinderEntry
    doc: Proves that the client has one key.
    doc-ref: RFC 9846 section 4.3.11.2
    seq:
      - id: len_binder
        type: u1
        valid:
          min: 32
      - id: binder
        size: len_binder
        doc: A MAC over the transcript up to and including the identities.
