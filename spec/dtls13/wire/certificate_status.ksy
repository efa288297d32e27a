meta:
  id: certificate_status
  title: CertificateStatus
  endian: be
  bit-endian: be
  imports:
    - ../registries/certificate_status_type
-orig-id: CertificateStatus
doc: The status of the certificate of the same CertificateEntry.
doc-ref: RFC 6066 section 8
seq:
  - id: status_type
    type: u1
    enum: certificate_status_type::certificate_status_type
  - id: response
    size-eos: true
    type:
      switch-on: status_type
      cases:
        certificate_status_type::certificate_status_type::ocsp: ocsp_response
types:
  ocsp_response:
    -orig-id: OCSPResponse
    doc: An OCSP response.
    doc-ref: RFC 6066 section 8
    seq:
      - id: len_response
        type: b24
        valid:
          min: 1
      - id: response
        size: len_response
        doc: In DER. A view into the message.
