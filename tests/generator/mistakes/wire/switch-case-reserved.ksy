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
        'color::unknown': u1
        # expect: "unknown" is the kind of unlisted cases
enums:
  color:
    1: unknown
