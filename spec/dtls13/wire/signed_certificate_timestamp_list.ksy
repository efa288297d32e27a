meta:
  id: signed_certificate_timestamp_list
  title: SignedCertificateTimestampList
  endian: be
-orig-id: SignedCertificateTimestampList
doc: Signed timestamps of Certificate Transparency logs for the certificate.
doc-ref: RFC 6962 section 3.3
seq:
  - id: len_sct_list
    type: u2
    valid:
      min: 3
  - id: sct_list
    size: len_sct_list
    type: serialized_scts
types:
  serialized_scts:
    doc: The timestamps.
    doc-ref: RFC 6962 section 3.3
    -wc-inline: true
    seq:
      - id: items
        type: serialized_sct
        repeat: eos
  serialized_sct:
    -orig-id: SerializedSCT
    doc: One timestamp.
    doc-ref: RFC 6962 section 3.3
    seq:
      - id: len_sct
        type: u2
        valid:
          min: 1
      - id: sct
        size: len_sct
        doc: A SignedCertificateTimestamp in the encoding of the log.
