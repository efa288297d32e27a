meta:
  id: input
  endian: be
doc: D.
doc-ref: R
doc: E.
# expect: not valid YAML: Map keys must be unique
seq: []
