meta:
  id: input
doc: A type.
doc-ref: RFC 1 section 1
seq:
  - id: random
        # expect: "random" cannot be exported (-wc-export): it has no contents
    size: 2
    -wc-export: true
