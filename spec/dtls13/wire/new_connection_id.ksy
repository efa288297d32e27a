meta:
  id: new_connection_id
  title: NewConnectionId
  endian: be
  imports:
    - ../registries/connection_id_usage
    - connection_id
-orig-id: NewConnectionId
doc: Connection ids for the records to its sender.
doc-ref: RFC 9147 section 9
seq:
  - id: len_cids
    type: u2
  - id: cids
    size: len_cids
    type: connection_ids
  - id: usage
    type: u1
    enum: connection_id_usage::connection_id_usage
    valid:
      in-enum: true
    doc: Whether the peer must use one of the ids at once.
types:
  connection_ids:
    doc: In the order in which they should be used.
    doc-ref: RFC 9147 section 9
    -wc-inline: true
    seq:
      - id: items
        type: connection_id
        repeat: eos
