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
        # expect: "a" is switched on a tag and must be the last field: move it into a type of its own
    size: 1
    type:
      switch-on: n
      cases:
        'color::red': u1
  - id: b
    type: u1
enums:
  color:
    1: red
