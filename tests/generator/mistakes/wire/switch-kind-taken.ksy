meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: kind
        # expect: "kind" becomes the property kind, which is the name of the case in a union
    type: u1
    enum: color
  - id: a
    size: 1
    type:
      switch-on: kind
      cases:
        'color::red': u1
enums:
  color:
    1: red
