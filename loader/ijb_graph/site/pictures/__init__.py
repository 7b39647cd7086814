"""Pictures of what the graph says, made as SVG from the answers of questions, each with its table."""
