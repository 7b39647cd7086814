"""The site: a page for each thing of the graph, each rule and each question, as files that need no server."""
