meta:
  id: hello_retry_request_extension
  title: Extension of a HelloRetryRequest
  endian: be
  imports:
    - ../registries/extension_type
    - cookie
    - key_share_hello_retry_request
    - selected_version
-orig-id: Extension
doc: An extension of a HelloRetryRequest.
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
        extension_type::extension_type::supported_versions: selected_version
        extension_type::extension_type::cookie: cookie
        extension_type::extension_type::key_share: key_share_hello_retry_request
