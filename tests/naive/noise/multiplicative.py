"""Each coordinate times a random number of mean 1."""


def perturbed(gradient, normals, sigma):
    return gradient * (1 + sigma * normals)
