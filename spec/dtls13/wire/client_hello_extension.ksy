meta:
  id: client_hello_extension
  title: Extension of a ClientHello
  endian: be
  imports:
    - ../registries/extension_type
    - certificate_authorities
    - certificate_compression_algorithms
    - certificate_status_request
    - connection_id
    - cookie
    - ec_point_format_list
    - empty
    - key_share_client_hello
    - named_group_list
    - offered_psks
    - padding
    - protocol_name_list
    - psk_key_exchange_modes
    - record_size_limit
    - renegotiation_info
    - server_name_list
    - session_ticket
    - signature_scheme_list
    - supported_versions_list
    - use_srtp_data
-orig-id: Extension
doc: |
  An extension of a ClientHello. Extensions that are not listed, including GREASE,
  are kept as bytes.
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
        extension_type::extension_type::status_request: certificate_status_request
        extension_type::extension_type::supported_groups: named_group_list
        extension_type::extension_type::ec_point_formats: ec_point_format_list
        extension_type::extension_type::signature_algorithms: signature_scheme_list
        extension_type::extension_type::use_srtp: use_srtp_data
        extension_type::extension_type::application_layer_protocol_negotiation: protocol_name_list
        extension_type::extension_type::signed_certificate_timestamp: empty
        extension_type::extension_type::padding: padding
        extension_type::extension_type::encrypt_then_mac: empty
        extension_type::extension_type::extended_master_secret: empty
        extension_type::extension_type::compress_certificate: certificate_compression_algorithms
        extension_type::extension_type::record_size_limit: record_size_limit
        extension_type::extension_type::delegated_credential: signature_scheme_list
        extension_type::extension_type::session_ticket: session_ticket
        extension_type::extension_type::pre_shared_key: offered_psks
        extension_type::extension_type::early_data: empty
        extension_type::extension_type::supported_versions: supported_versions_list
        extension_type::extension_type::cookie: cookie
        extension_type::extension_type::psk_key_exchange_modes: psk_key_exchange_modes
        extension_type::extension_type::certificate_authorities: certificate_authorities
        extension_type::extension_type::post_handshake_auth: empty
        extension_type::extension_type::signature_algorithms_cert: signature_scheme_list
        extension_type::extension_type::key_share: key_share_client_hello
        extension_type::extension_type::connection_id: connection_id
        extension_type::extension_type::rrc: empty
        extension_type::extension_type::renegotiation_info: renegotiation_info
