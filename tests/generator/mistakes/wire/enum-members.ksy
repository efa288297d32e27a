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
    1: red
    2: red
    # expect: "red" repeats the name or the number of "red"
    x: green
    # expect: "x" is not an unsigned number: an enum maps numbers to names
    -1: black
    # expect: "-1" is not an unsigned number: an enum maps numbers to names
    012: octal
    # expect: "012" is not an unsigned number: an enum maps numbers to names
    5:
      doc: no id
      # expect: an enum member needs an id
    6: BadCase
       # expect: "BadCase" is not in snake_case
  Empty: {}
  # expect: "Empty" is not in snake_case
  # expect: enum "Empty" has no members
