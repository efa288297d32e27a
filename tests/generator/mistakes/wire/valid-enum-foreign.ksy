meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: a
    type: u1
    enum: color
    valid: 'shape::round'
            # expect: "shape" is not the enum of the field compared with
  - id: b
    type: u1
    enum: color
    valid: 'color::gren'
            # expect: there is no enum member "gren" (did you mean "green"?)
enums:
  color:
    1: green
  shape:
    1: round
