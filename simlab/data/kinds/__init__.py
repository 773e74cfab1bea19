"""What ``kind`` in ``[data]`` may name: generators and real tables, one a file."""
