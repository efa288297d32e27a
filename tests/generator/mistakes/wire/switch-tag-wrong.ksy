meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: n
        # expect: "n" selects the case: it can have neither if, repeat nor valid
    type: u1
    enum: color
    valid: 'color::red'
  - id: a
    size: 1
    type:
      switch-on: n
      cases:
        'color::red': u1
enums:
  color:
    1: red
