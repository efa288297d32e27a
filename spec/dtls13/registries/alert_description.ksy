meta:
  id: alert_description
  title: Alert descriptions
doc: |
  Alert descriptions.
doc-ref: RFC 9846 section 6
-wc-source: IANA "TLS Alerts"
-wc-date: 2026-11-21
enums:
  alert_description:
    0:
      id: close_notify
      doc-ref: RFC 9846 section 6.1
    10:
      id: unexpected_message
      doc-ref: RFC 9846 section 6.2
    20:
      id: bad_record_mac
      doc-ref: RFC 9846 section 6.2
    22:
      id: record_overflow
      doc-ref: RFC 9846 section 6.2
    40:
      id: handshake_failure
      doc-ref: RFC 9846 section 6.2
    42:
      id: bad_certificate
      doc-ref: RFC 9846 section 6.2
    43:
      id: unsupported_certificate
      doc-ref: RFC 9846 section 6.2
    44:
      id: certificate_revoked
      doc-ref: RFC 9846 section 6.2
    45:
      id: certificate_expired
      doc-ref: RFC 9846 section 6.2
    46:
      id: certificate_unknown
      doc-ref: RFC 9846 section 6.2
    47:
      id: illegal_parameter
      doc-ref: RFC 9846 section 6.2
    48:
      id: unknown_ca
      doc-ref: RFC 9846 section 6.2
    49:
      id: access_denied
      doc-ref: RFC 9846 section 6.2
    50:
      id: decode_error
      doc-ref: RFC 9846 section 6.2
    51:
      id: decrypt_error
      doc-ref: RFC 9846 section 6.2
    70:
      id: protocol_version
      doc-ref: RFC 9846 section 6.2
    71:
      id: insufficient_security
      doc-ref: RFC 9846 section 6.2
    80:
      id: internal_error
      doc-ref: RFC 9846 section 6.2
    86:
      id: inappropriate_fallback
      doc-ref: RFC 9846 section 6.2
    90:
      id: user_canceled
      doc-ref: RFC 9846 section 6.1
    109:
      id: missing_extension
      doc-ref: RFC 9846 section 6.2
    110:
      id: unsupported_extension
      doc-ref: RFC 9846 section 6.2
    112:
      id: unrecognized_name
      doc-ref: RFC 9846 section 6.2
    113:
      id: bad_certificate_status_response
      doc-ref: RFC 9846 section 6.2
    115:
      id: unknown_psk_identity
      doc-ref: RFC 9846 section 6.2
    116:
      id: certificate_required
      doc-ref: RFC 9846 section 6.2
    120:
      id: no_application_protocol
      doc-ref: RFC 9846 section 6.2
    52:
      id: too_many_cids_requested
      doc-ref: RFC 9147 section 9
    121:
      id: ech_required
      doc-ref: RFC 9849 section 5
