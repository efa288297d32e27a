meta:
  id: ack
  title: ACK
  endian: be
-orig-id: ACK
doc: Acknowledges received records with handshake messages.
doc-ref: RFC 9147 section 7
seq:
  - id: len_record_numbers
    type: u2
  - id: record_numbers
    size: len_record_numbers
    type: record_number_list
    doc: In numerically increasing order.
types:
  record_number_list:
    doc: The acknowledged records.
    doc-ref: RFC 9147 section 7
    -wc-inline: true
    seq:
      - id: items
        type: record_number
        repeat: eos
  record_number:
    -orig-id: RecordNumber
    doc: Epoch and sequence number of a record, both at most 2^48-1.
    doc-ref: RFC 9147 section 4
    seq:
      - id: epoch
        type: u8
        valid:
          max: '0xffffffffffff'
      - id: sequence_number
        type: u8
        valid:
          max: '0xffffffffffff'
