meta:
  id: server_name_list
  title: ServerNameList
  endian: be
  imports:
    - ../registries/name_type
-orig-id: ServerNameList
doc: Names of the server that the client contacts.
doc-ref: RFC 6066 section 3
seq:
  - id: len_server_name_list
    type: u2
    valid:
      min: 1
  - id: server_name_list
    size: len_server_name_list
    type: server_name_entries
    -wc-unique-by: name_type
types:
  server_name_entries:
    doc: The names, each type at most once.
    doc-ref: RFC 6066 section 3
    -wc-inline: true
    seq:
      - id: items
        type: server_name
        repeat: eos
  server_name:
    -orig-id: ServerName
    doc: One name.
    doc-ref: RFC 6066 section 3
    seq:
      - id: name_type
        type: u1
        enum: name_type::name_type
      - id: len_host_name
        type: u2
        valid:
          min: 1
      - id: host_name
        size: len_host_name
        doc: ASCII without a trailing dot.
