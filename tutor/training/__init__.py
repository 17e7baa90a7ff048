"""How the weights are made; needs the [train] extra."""
