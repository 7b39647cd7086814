"""Tables known by what their header cells mean: found in a document, with whole rows and the headings above each."""
