meta:
  id: certificate_entry_extension
  title: Extension of a CertificateEntry
  endian: be
  imports:
    - ../registries/extension_type
    - certificate_status
    - delegated_credential
    - signed_certificate_timestamp_list
-orig-id: Extension
doc: |
  An extension of one certificate of a chain.
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
        extension_type::extension_type::status_request: certificate_status
        extension_type::extension_type::signed_certificate_timestamp: signed_certificate_timestamp_list
        extension_type::extension_type::delegated_credential: delegated_credential
