meta:
  id: request_connection_id
  title: RequestConnectionId
  endian: be
-orig-id: RequestConnectionId
doc: Requests connection ids for records to the peer.
doc-ref: RFC 9147 section 9
seq:
  - id: requested_cids
    -orig-id: num_cids
    type: u1
    doc: The number of ids that the sender wants.
