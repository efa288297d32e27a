meta:
  id: encrypted_extension
  title: Extension of EncryptedExtensions
  endian: be
  imports:
    - ../registries/extension_type
    - empty
    - named_group_list
    - record_size_limit
    - selected_protocol_name
    - use_srtp_data
-orig-id: Extension
doc: |
  An extension of EncryptedExtensions.
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
        extension_type::extension_type::server_name: empty
        extension_type::extension_type::supported_groups: named_group_list
        extension_type::extension_type::use_srtp: use_srtp_data
        extension_type::extension_type::application_layer_protocol_negotiation: selected_protocol_name
        extension_type::extension_type::record_size_limit: record_size_limit
        extension_type::extension_type::early_data: empty
