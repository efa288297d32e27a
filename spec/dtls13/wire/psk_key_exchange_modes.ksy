meta:
  id: psk_key_exchange_modes
  title: PskKeyExchangeModes
  endian: be
  imports:
    - ../registries/psk_key_exchange_mode
-orig-id: PskKeyExchangeModes
doc: PSK key exchange modes that the client supports.
doc-ref: RFC 9846 section 4.3.9
seq:
  - id: len_ke_modes
    type: u1
    valid:
      min: 1
  - id: ke_modes
    size: len_ke_modes
    type: psk_key_exchange_mode_list
types:
  psk_key_exchange_mode_list:
    doc: In order of preference.
    doc-ref: RFC 9846 section 4.3.9
    -wc-inline: true
    seq:
      - id: items
        type: u1
        enum: psk_key_exchange_mode::psk_key_exchange_mode
        repeat: eos
