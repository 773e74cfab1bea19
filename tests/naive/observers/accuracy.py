"""What is not wrong is right."""


def observe(error):
    return 1.0 - error
