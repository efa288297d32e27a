meta:
  id: server_hello_extension
  title: Extension of a ServerHello
  endian: be
  imports:
    - ../registries/extension_type
    - connection_id
    - empty
    - key_share_server_hello
    - selected_psk
    - selected_version
-orig-id: Extension
doc: |
  An extension of a ServerHello.
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
        extension_type::extension_type::pre_shared_key: selected_psk
        extension_type::extension_type::supported_versions: selected_version
        extension_type::extension_type::key_share: key_share_server_hello
        extension_type::extension_type::connection_id: connection_id
        extension_type::extension_type::rrc: empty
