meta:
  id: certificate_status_request
  title: CertificateStatusRequest
  endian: be
  imports:
    - ../registries/certificate_status_type
-orig-id: CertificateStatusRequest
doc: Requests the status of the peer's certificate.
doc-ref: RFC 6066 section 8
seq:
  - id: status_type
    type: u1
    enum: certificate_status_type::certificate_status_type
  - id: request
    size-eos: true
    type:
      switch-on: status_type
      cases:
        certificate_status_type::certificate_status_type::ocsp: ocsp_status_request
types:
  ocsp_status_request:
    -orig-id: OCSPStatusRequest
    doc: Parameters of the OCSP response.
    doc-ref: RFC 6066 section 8
    seq:
      - id: len_responder_id_list
        type: u2
      - id: responder_id_list
        size: len_responder_id_list
        type: responder_ids
        doc: OCSP responders that the client trusts; empty if the server knows them from elsewhere.
      - id: len_request_extensions
        type: u2
      - id: request_extensions
        size: len_request_extensions
        doc: Extensions of OCSP in DER; empty if there are none.
  responder_ids:
    doc: The responders.
    doc-ref: RFC 6066 section 8
    -wc-inline: true
    seq:
      - id: items
        type: responder_id
        repeat: eos
  responder_id:
    -orig-id: ResponderID
    doc: One trusted responder.
    doc-ref: RFC 6066 section 8
    seq:
      - id: len_id
        type: u2
        valid:
          min: 1
      - id: id
        size: len_id
        doc: A ResponderID of OCSP in DER.
