"""What was measured, as it is."""


def observe(test_error):
    return test_error
