meta:
  id: input
doc: a: b
     # expect: not valid YAML: Nested mappings are not allowed in compact mappings
