"""Cards and their past, from other programs and to them: one module for each format."""
