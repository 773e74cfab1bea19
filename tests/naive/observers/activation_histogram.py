"""What was measured, as it is."""


def observe(bin_shares):
    return bin_shares
