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
        'color::rad': u1
        # expect: there is no enum member "rad" (did you mean "red"?)
enums:
  color:
    1: red
