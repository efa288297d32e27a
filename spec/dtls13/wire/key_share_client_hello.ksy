meta:
  id: key_share_client_hello
  title: KeyShareClientHello
  endian: be
  imports:
    - key_share_entry
-orig-id: KeyShareClientHello
doc: The client's key shares in order of preference, at most one for each group.
doc-ref: RFC 9846 section 4.3.8
seq:
  - id: len_client_shares
    type: u2
  - id: client_shares
    size: len_client_shares
    type: key_share_entries
    -wc-unique-by: group
types:
  key_share_entries:
    doc: The key shares.
    doc-ref: RFC 9846 section 4.3.8
    -wc-inline: true
    seq:
      - id: items
        type: key_share_entry
        repeat: eos
