"""What was measured, as it is."""


def observe(batch_loss):
    return batch_loss
