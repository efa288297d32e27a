meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: a
    type: u1
    enum: color
-wc-enum-docs:
  colour: D.
  # expect: there is no enum "colour" here (did you mean "color"?)
  color: { doc: D., ref: R }
                    # expect: the doc of enum "color" has no key "ref" here
enums:
  color: { 1: red }
