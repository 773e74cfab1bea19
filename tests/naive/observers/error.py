"""What was measured, as it is."""


def observe(error):
    return error
