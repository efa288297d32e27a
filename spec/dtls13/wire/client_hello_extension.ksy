meta:
  id: client_hello_extension
  title: Extension of a ClientHello
  endian: be
  imports:
    - ../registries/extension_type
    - server_name_list
    - named_group_list
    - signature_scheme_list
    - supported_versions_list
    - key_share_client_hello
    - use_srtp_data
    - protocol_name_list
    - record_size_limit
    - cookie
-orig-id: Extension
doc: |
  An extension as a ClientHello may carry it. What is not listed here, GREASE
  included, keeps its bytes.
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
        extension_type::extension_type::server_name: server_name_list
        extension_type::extension_type::supported_groups: named_group_list
        extension_type::extension_type::signature_algorithms: signature_scheme_list
        extension_type::extension_type::use_srtp: use_srtp_data
        extension_type::extension_type::application_layer_protocol_negotiation: protocol_name_list
        extension_type::extension_type::record_size_limit: record_size_limit
        extension_type::extension_type::supported_versions: supported_versions_list
        extension_type::extension_type::cookie: cookie
        extension_type::extension_type::signature_algorithms_cert: signature_scheme_list
        extension_type::extension_type::key_share: key_share_client_hello
