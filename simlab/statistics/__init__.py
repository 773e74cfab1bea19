"""What a claim may measure, one statistic a file."""
