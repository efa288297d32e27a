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
        # expect: "a" is switched and optional: move tag and field into a type
    size: 1
    if: n == color::red
    type:
      switch-on: n
      cases:
        'color::red': u1
enums:
  color:
    1: red
