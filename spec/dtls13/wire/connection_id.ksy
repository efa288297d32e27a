meta:
  id: connection_id
  title: ConnectionId
-orig-id: ConnectionId
doc: The connection id for records sent to the sender of this extension.
doc-ref: RFC 9146 section 3
seq:
  - id: len_cid
    type: u1
  - id: cid
    size: len_cid
    doc: Empty if the sender uses the peer's connection id and needs none itself.
