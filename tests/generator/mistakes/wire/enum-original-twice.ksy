meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: a
    type: u1
    enum: color
enums:
  color:
    1:
      id: red
      -orig-id: RED
    2:
    # expect: "rot" repeats the name or the number of "red"
      id: rot
      -orig-id: RED
