meta:
  id: compact_connection
  title: State of an idle connection
  endian: be
  bit-endian: be
  imports:
    - ../registries/cipher_suite
    - connection_id
    - uint48
-orig-id: CompactConnection
doc: |
  What an idle server connection must know to go on: its secrets, the use of its keys, its connection ids and its
  counters. It is kept in the memory of one process and never sent. Times are kept beside it.
doc-ref: RFC 9147 section 6.1
seq:
  - id: cipher_suite
    type: u2
    enum: cipher_suite::cipher_suite
  - id: has_handshake_keys
    type: b1
    doc: The keys of epoch 2 are kept for retransmissions of the client's Finished.
  - id: has_connection_ids
    type: b1
    doc: Connection ids were negotiated.
  - id: has_path_check
    type: b1
    doc: Both sides support the return routability check.
  - id: awaits_peer
    type: b1
    doc: The peer was asked to update its keys, and has not done so.
  - id: is_update_requested
    type: b1
    doc: The limit for the current key of the peer was reached, and the update requested.
  - id: reserved
    type: b3
    valid: 0
  - id: read
    type: key_use
    doc: The newest epoch in which the peer sends.
  - id: write_epoch
    type: uint48
  - id: write_sequence
    type: uint48
    doc: The number of our next record.
  - id: write_bytes
    type: uint48
    doc: Bytes of content under the current key.
  - id: first_unconfirmed
    type: uint48
    doc: The lowest number above those of all records that the peer acknowledged.
  - id: len_write_secret
    type: u1
    valid:
      min: 32
      max: 48
  - id: write_secret
    size: len_write_secret
    doc: Our application traffic secret.
  - id: len_exporter_secret
    type: u1
    valid:
      min: 32
      max: 48
  - id: exporter_secret
    size: len_exporter_secret
  - id: len_client_random
    type: u1
    valid:
      max: 32
  - id: client_random
    size: len_client_random
    doc: For the key log; empty if there is none.
  - id: handshake
    type: key_use
    if: has_handshake_keys
    doc: Epoch 2 of the client.
  - id: plaintext_sequence
    type: uint48
    doc: The number of our next record in epoch 0.
  - id: next_sent_message
    type: u4
    valid:
      max: 65536
    doc: message_seq of our next message.
  - id: next_received_message
    type: u4
    valid:
      max: 65536
    doc: message_seq of the next message of the peer.
  - id: flight_start
    type: u4
    valid:
      max: 65536
    doc: message_seq of the first message of the client's last flight.
  - id: newest_epoch
    type: uint48
    doc: The highest epoch of an authentic record of the peer.
  - id: newest_sequence
    type: uint48
    doc: One more than the highest number of an authentic record in this epoch.
  - id: max_sent_plaintext
    type: u2
    doc: The peer's record_size_limit.
  - id: max_received_plaintext
    type: u2
    doc: Our record_size_limit.
  - id: configured_datagram_size
    type: u4
    doc: As the application set it, in bytes.
  - id: datagram_size
    type: u4
    doc: What the path is assumed to carry, in bytes.
  - id: current_own_id
    type: u1
    doc: Index of the id of the last authentic record.
  - id: len_own_ids
    type: u2
  - id: own_ids
    size: len_own_ids
    type: id_list
    doc: The ids that the peer may use.
  - id: peer_id
    type: connection_id
    doc: The id in our records; empty if they have none.
  - id: len_spare_ids
    type: u2
  - id: spare_ids
    size: len_spare_ids
    type: id_list
    doc: Ids of the peer for later use.
  - id: len_received_records
    type: u2
  - id: received_records
    size: len_received_records
    type: received_record_list
    doc: Records that few ACKs have named.
  - id: len_counters
    type: u2
  - id: counters
    size: len_counters
    type: counter_list
    doc: The counters that are not 0.
types:
  key_use:
    doc: The keys of one epoch of the peer, and what was received under them.
    doc-ref: RFC 9147 section 4.5
    seq:
      - id: epoch
        type: uint48
      - id: len_secret
        type: u1
        valid:
          min: 32
          max: 48
      - id: secret
        size: len_secret
        doc: The traffic secret.
      - id: next
        type: uint48
        doc: One more than the highest number that was received.
      - id: len_window
        type: u2
      - id: window
        size: len_window
        doc: The bits of the replay window.
      - id: failures
        type: uint48
      - id: records
        type: uint48
      - id: bytes
        type: uint48
  id_list:
    doc: Connection ids.
    doc-ref: RFC 9147 section 9
    -wc-inline: true
    seq:
      - id: items
        type: connection_id
        repeat: eos
  received_record_list:
    doc: Numbers of records for ACKs.
    doc-ref: RFC 9147 section 7
    -wc-inline: true
    seq:
      - id: items
        type: received_record
        repeat: eos
  received_record:
    doc: A record that few ACKs have named.
    doc-ref: RFC 9147 section 7
    seq:
      - id: epoch
        type: uint48
      - id: sequence
        type: uint48
      - id: acks
        type: u1
        doc: How many ACKs named it.
  counter_list:
    doc: Counters.
    doc-ref: RFC 9147 section 4.5.2
    -wc-inline: true
    seq:
      - id: items
        type: counter
        repeat: eos
  counter:
    doc: One counter.
    doc-ref: RFC 9147 section 4.5.2
    seq:
      - id: index
        type: u1
        doc: Its place among all counters.
      - id: value
        type: uint48
