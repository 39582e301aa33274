"""The peers: a small Django project of their own, and one module for each contender; all run as processes."""
