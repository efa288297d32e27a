- 1
# expect: a .ksy file must be a map
# expect: meta/id is missing: every file has an id equal to its name
