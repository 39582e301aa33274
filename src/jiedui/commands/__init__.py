"""The command line face: it parses, calls one action or query, and prints. It holds no rule of the programme."""
