meta:
  id: psk_key_exchange_mode
  title: PSK key exchange modes
doc: |
  PSK key exchange modes: PSK alone, or with (EC)DHE.
doc-ref: RFC 9846 section 4.3.9
-wc-source: IANA "TLS PskKeyExchangeMode"
-wc-date: 2026-11-21
enums:
  psk_key_exchange_mode:
    0:
      id: psk_ke
      doc-ref: RFC 9846 section 4.3.9
    1:
      id: psk_dhe_ke
      doc-ref: RFC 9846 section 4.3.9
