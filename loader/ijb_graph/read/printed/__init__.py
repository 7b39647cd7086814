"""What a paper prints, by closed grammars: dates, times, figures, sums, names and the cells made of them."""
