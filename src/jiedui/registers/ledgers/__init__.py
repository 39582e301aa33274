"""The declarations, one module for each part of the programme. Each module lists its registers in `REGISTERS`."""
