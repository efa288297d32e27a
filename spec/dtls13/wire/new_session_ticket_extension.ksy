meta:
  id: new_session_ticket_extension
  title: Extension of a NewSessionTicket
  endian: be
  imports:
    - ../registries/extension_type
    - max_early_data_size
-orig-id: Extension
doc: |
  An extension of a NewSessionTicket.
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
        extension_type::extension_type::early_data: max_early_data_size
