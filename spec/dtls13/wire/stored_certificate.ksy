meta:
  id: stored_certificate
  title: Certificate of a stored session
  endian: be
  bit-endian: be
-orig-id: StoredCertificate
doc: One certificate of the chain that authenticated the peer of a session.
doc-ref: RFC 9846 section 4.7.1
seq:
  - id: len_cert_data
    type: b24
    valid:
      min: 1
  - id: cert_data
    size: len_cert_data
    doc: X.509 in DER.
