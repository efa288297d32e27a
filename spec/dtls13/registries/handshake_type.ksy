meta:
  id: handshake_type
  title: Handshake message types
doc: |
  Handshake message types.
doc-ref: RFC 9147 section 5.2
-wc-source: IANA "TLS HandshakeType"
-wc-date: 2026-11-21
enums:
  handshake_type:
    0:
      id: hello_request
      doc-ref: RFC 9846 appendix B.3 (reserved)
    1:
      id: client_hello
      doc-ref: RFC 9846 section 4.2.2
    2:
      id: server_hello
      doc-ref: RFC 9846 section 4.2.3
    3:
      id: hello_verify_request
      doc-ref: RFC 9147 appendix A.2 (reserved)
    4:
      id: new_session_ticket
      doc-ref: RFC 9846 section 4.7.1
    5:
      id: end_of_early_data
      doc-ref: RFC 9846 section 4.6
    8:
      id: encrypted_extensions
      doc-ref: RFC 9846 section 4.4.1
    9:
      id: request_connection_id
      doc-ref: RFC 9147 section 9
    10:
      id: new_connection_id
      doc-ref: RFC 9147 section 9
    11:
      id: certificate
      doc-ref: RFC 9846 section 4.5.1
    13:
      id: certificate_request
      doc-ref: RFC 9846 section 4.4.2
    15:
      id: certificate_verify
      doc-ref: RFC 9846 section 4.5.2
    20:
      id: finished
      doc-ref: RFC 9846 section 4.5.3
    24:
      id: key_update
      doc-ref: RFC 9846 section 4.7.3
    25:
      id: compressed_certificate
      doc-ref: RFC 8879 section 4
    254:
      id: message_hash
      doc-ref: RFC 9846 section 4.1
