meta:
  id: extension
  title: Extension
  endian: be
  imports:
    - ../registries/extension_type
-orig-id: Extension
doc: An extension whose meaning nobody asks for here.
doc-ref: RFC 9846 section 4.3
seq:
  - id: extension_type
    type: u2
    enum: extension_type::extension_type
  - id: len_extension_data
    type: u2
  - id: extension_data
    size: len_extension_data
