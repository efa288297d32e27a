meta: { id: a, endian: be }
# expect: folders and files of specs become those of modules: no control characters, \ : * ? " < > | # or %, no . or .., and no folder that ends in .ts
doc: D.
doc-ref: R
seq: [{ id: x, type: u1 }]
