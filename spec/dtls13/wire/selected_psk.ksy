meta:
  id: selected_psk
  title: PreSharedKeyExtension of a ServerHello
  endian: be
-orig-id: SelectedPsk
doc: The pre-shared key that the server selected.
doc-ref: RFC 9846 section 4.3.11
seq:
  - id: selected_identity
    type: u2
    doc: Index into the identities of the client, from 0.
