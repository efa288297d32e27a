meta:
  id: connection_id
  title: ConnectionId
-orig-id: ConnectionId
doc: The connection id its sender wants to find in records sent to it.
doc-ref: RFC 9146 section 3
seq:
  - id: len_cid
    type: u1
  - id: cid
    size: len_cid
    doc: Empty if the sender uses the other's connection id but wants none itself.
