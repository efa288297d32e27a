meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: n
    type: u1
    enum: color
  - id: a
    size: 1
    type:
      switch-on: n
      cases:
        'color::red': u1
        'color::red': u1
        # expect: not valid YAML: Map keys must be unique
enums:
  color:
    1: red
