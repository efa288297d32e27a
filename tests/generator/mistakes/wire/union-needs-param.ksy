meta:
  id: input
  endian: be
doc: D.
doc-ref: R
params:
  - id: width
    type: u1
seq:
  - id: n
    type: u1
    enum: color
  - id: a
        # expect: encoding the cases of "a" needs a param: move the dependent field out of the union
    size: 4
    type:
      switch-on: n
      cases:
        'color::red': part(width)
enums:
  color:
    1: red
types:
  part:
    doc: D.
    doc-ref: R
    params:
      - id: w
        type: u1
    seq:
      - id: a
        size: w
      - id: b
        size: w
