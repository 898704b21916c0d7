"""Full screens and the panels that lie on them."""
