"""What was measured, as it is."""


def observe(saturated_shares):
    return saturated_shares
