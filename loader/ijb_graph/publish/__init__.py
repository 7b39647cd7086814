"""Publication: the graph, its registers and findings as files, and a catalogue that describes exactly these files."""
