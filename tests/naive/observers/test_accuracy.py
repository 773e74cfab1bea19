"""What is not wrong is right."""


def observe(test_error):
    return 1.0 - test_error
