"""The publication: the graph, the registers and the findings as files, and a catalogue that describes them."""
