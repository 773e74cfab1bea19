"""What a layer is made of: each part writes its lines of the forward and of the backward pass."""
