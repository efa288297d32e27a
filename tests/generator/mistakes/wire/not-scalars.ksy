meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: [a]
    # expect: a field needs an id
        # expect: id must be a single value
    type: u1
  - id: b
    type: u1
    size-eos: perhaps
              # expect: size-eos must be true or false
  - a
    # expect: a field must be a map
    # expect: a field needs an id
-wc-reuse: [1]
           # expect: -wc-reuse must be a single value
params: 4
        # expect: params must be a list
enums:
  a: 1
  # expect: enum "a" has no members
     # expect: enum "a" must be a map
types:
  ? [x]
    # expect: a key must be a plain word or number
  : 1
