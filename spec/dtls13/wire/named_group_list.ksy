meta:
  id: named_group_list
  title: NamedGroupList
  endian: be
  imports:
    - ../registries/named_group
-orig-id: NamedGroupList
doc: Key exchange groups in order of preference.
doc-ref: RFC 9846 section 4.3.7
seq:
  - id: len_named_group_list
    type: u2
    valid:
      min: 2
  - id: named_group_list
    size: len_named_group_list
    type: named_groups
types:
  named_groups:
    doc: The groups.
    doc-ref: RFC 9846 section 4.3.7
    -wc-inline: true
    seq:
      - id: items
        type: u2
        enum: named_group::named_group
        repeat: eos
