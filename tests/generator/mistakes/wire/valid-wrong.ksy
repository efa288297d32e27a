meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: a
    type: u1
    valid:
    # expect: 300..255 is not a range of a number with 8 bits
      min: 300
  - id: b
    type: u1
    valid:
      min: a
           # expect: min and max must be numbers; use expr for anything else
  - id: c
    size: 2
    valid:
    # expect: min, max and in-enum belong to a single number
      max: 3
  - id: d
    type: u1
    valid:
    # expect: "d" has no enum for in-enum
      in-enum: true
  - id: e
    type: part
    valid: 3
    # expect: valid belongs to a single number or to bytes
    # expect: 3 does not fit "e"
  - id: f
    type: u1
    valid: 256
    # expect: 256 does not fit "f"
  - id: g
    size: 3
    valid: [1, 2]
    # expect: "g" must be bytes with "size: 2"
types:
  part:
    doc: D.
    doc-ref: R
    seq:
      - id: b
        type: u1
