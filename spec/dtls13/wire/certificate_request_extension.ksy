meta:
  id: certificate_request_extension
  title: Extension of a CertificateRequest
  endian: be
  imports:
    - ../registries/extension_type
    - certificate_authorities
    - certificate_compression_algorithms
    - empty
    - oid_filters
    - signature_scheme_list
-orig-id: Extension
doc: |
  An extension of a CertificateRequest.
doc-ref: RFC 9846 section 4.3
seq:
  - id: extension_type
    type: u2
    enum: extension_type::extension_type
  - id: len_extension_data
    type: u2
  - id: extension_data
    size: len_extension_data
    type:
      switch-on: extension_type
      cases:
        extension_type::extension_type::status_request: empty
        extension_type::extension_type::signature_algorithms: signature_scheme_list
        extension_type::extension_type::signed_certificate_timestamp: empty
        extension_type::extension_type::compress_certificate: certificate_compression_algorithms
        extension_type::extension_type::certificate_authorities: certificate_authorities
        extension_type::extension_type::oid_filters: oid_filters
        extension_type::extension_type::signature_algorithms_cert: signature_scheme_list
