meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: x
    type: u1
types:
  b: {}
  "b": {}
  # expect: not valid YAML: Map keys must be unique
