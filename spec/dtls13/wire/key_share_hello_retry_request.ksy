meta:
  id: key_share_hello_retry_request
  title: KeyShareHelloRetryRequest
  endian: be
  imports:
    - ../registries/named_group
-orig-id: KeyShareHelloRetryRequest
doc: The group for which the server requests a key share.
doc-ref: RFC 9846 section 4.3.8
seq:
  - id: selected_group
    type: u2
    enum: named_group::named_group
