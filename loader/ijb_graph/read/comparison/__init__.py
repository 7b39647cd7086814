"""What a reading of a paper finds, held against the records of the same paper that somebody has reviewed."""
