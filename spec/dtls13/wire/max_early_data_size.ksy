meta:
  id: max_early_data_size
  title: EarlyDataIndication of a NewSessionTicket
  endian: be
-orig-id: EarlyDataIndication
doc: Maximum amount of early data that a client may send with the ticket.
doc-ref: RFC 9846 section 4.3.10
seq:
  - id: max_early_data_size
    type: u4
    doc: Bytes of application data.
