meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - &a
    id: x
    type: u1
  - *a
    # expect: YAML aliases are not supported: write the value out
    # expect: a field must be a map
    # expect: a field needs an id
