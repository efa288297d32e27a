meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: a
    size: "(1 + 2"
                 # expect: ")" is missing before "the end"
  - id: b
    size: 1 +
             # expect: a value is missing before the end
  - id: c
    size: a @ 2
            # expect: "@" is not allowed in an expression
  - id: d
    size: 1 < 2 < 3
                # expect: comparisons cannot be chained: join them with "and"
  - id: e
    size: a[0]
           # expect: indexing is not supported: name the field you need
  - id: f
    size: a.substring(1, 2)
                     # expect: methods with arguments are not supported
  - id: g
    size: 1 2
            # expect: "2" is not expected here
  - id: h
    size: 1.5
          # expect: "1.5" is not allowed in an expression
  - id: i
    size: and 1
          # expect: "and" has no left operand
  - id: j
    size: 0x
          # expect: "0x" is not allowed in an expression
  - id: k
    size: a.
            # expect: a name is missing before "the end"
