meta:
  id: key_share_server_hello
  title: KeyShareServerHello
  endian: be
  imports:
    - key_share_entry
-orig-id: KeyShareServerHello
doc: The server's key share, for a group of one of the client's key shares.
doc-ref: RFC 9846 section 4.3.8
seq:
  - id: server_share
    type: key_share_entry
