"""What judges with: encoders."""
