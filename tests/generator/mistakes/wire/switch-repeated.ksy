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
        # expect: "a" repeats a switched field: move tag and field into a type
    repeat: eos
    type:
      switch-on: n
      cases:
        'color::red': u1
enums:
  color:
    1: red
