# expect: the file is empty
